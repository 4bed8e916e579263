window.YTD.tweets.part0 = [
  {
    "tweet": {
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
  },
  {
    "tweet": {
      "edit_info": {
        "initial": {
      