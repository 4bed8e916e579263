"""What messages mean: sessions, questions and answers, reposts, people, statistics."""
