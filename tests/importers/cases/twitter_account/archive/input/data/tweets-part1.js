window.YTD.tweets.part1 = [
  {
    "tweet": {
      "edit_info": {
        "edit": {
          "initialTweetId": "1582824677036789764",
          "editControlInitial": {
            "editTweetIds": [
              "1582824677036789764",
              "1582824928695029765"
            ]
          }
        }
      },
      "retweeted": false,
      "source": "<a>",
      "entities": {
        "hashtags": [],
        "user_mentions": [],
        "urls": []
      },
      "display_text_range": [
        "0",
        "9"
      ],
      "id_str": "1582824928695029765",
      "id": "1582824928695029765",
      "truncated": false,
      "created_at": "Wed Oct 19 20:04:05 +0000 2022",
      "full_text": "A second version"
    }
  },
  {
    "tweet": {
      "full_text": "no id"
    }
  },
  5,
  {
    "tweet": {
      "id_str": "1e5",
      "full_text": "x"
    }
  }
]