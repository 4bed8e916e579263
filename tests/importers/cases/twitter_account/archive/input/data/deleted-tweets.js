window.YTD.deleted_tweets.part0 = [
  {
    "tweet": {
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1582825180353269766"
          ],
          "editableUntil": "2022-10-19T21:00:00.000Z",
          "editsRemaining": "5",
          "isEditEligible": true
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
      "id_str": "1582825180353269766",
      "id": "1582825180353269766",
      "truncated": false,
      "created_at": "Wed Oct 19 20:05:05 +0000 2022",
      "full_text": "I took this back"
    }
  }
]