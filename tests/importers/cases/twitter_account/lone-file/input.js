window.YTD.tweet.part0 = [
  {
    "edit_info": {
      "initial": {
        "editTweetIds": [
          "1582824173720309762"
        ],
        "editableUntil": "2022-10-19T21:00:00.000Z",
        "editsRemaining": "5",
        "isEditEligible": true
      }
    },
    "retweeted": false,
    "source": "<a>",
    "entities": {
      "hashtags": [
        {
          "text": "ExampleChat",
          "indices": [
            "34",
            "46"
          ]
        }
      ],
      "user_mentions": [
        {
          "name": "Bo",
          "screen_name": "bo_example",
          "id_str": "1000000000000000222",
          "id": "1000000000000000222",
          "indices": [
            "22",
            "33"
          ]
        }
      ],
      "urls": [],
      "media": [
        {
          "expanded_url": "https://twitter.com/ana_example/status/1582824173720309762/photo/1",
          "indices": [
            "47",
            "70"
          ],
          "url": "https://t.co/aaaaaaaaaa",
          "media_url_https": "https://img.example.org/1.jpg",
          "media_url": "http://img.example.org/1.jpg",
          "type": "photo",
          "id_str": "5"
        }
      ]
    },
    "display_text_range": [
      "0",
      "9"
    ],
    "id_str": "1582824173720309762",
    "id": "1582824173720309762",
    "truncated": false,
    "created_at": "Wed Oct 19 20:01:05 +0000 2022",
    "full_text": "Tea &amp; cake 🍰 with @bo_example #ExampleChat https://t.co/aaaaaaaaaa"
  },
  {
    "edit_info": {
      "initial": {
        "editTweetIds": [
          "1582824677036789764"
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
    "id_str": "1582824677036789764",
    "id": "1582824677036789764",
    "truncated": false,
    "created_at": "Wed Oct 19 20:03:05 +0000 2022",
    "full_text": "@host_example A1: tea",
    "in_reply_to_status_id_str": "1582824425378549763",
    "in_reply_to_screen_name": "host_example"
  }
]