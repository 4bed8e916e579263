window.YTD.tweets.part0 = [
 {
  "tweet": {
   "id_str": "17242402424242424",
   "full_text": "the gate https://t.co/a",
   "created_at": "Tue Dec 21 15:38:03 +0000 2010",
   "entities": {
    "hashtags": [],
    "urls": [],
    "user_mentions": []
   },
   "extended_entities": {
    "media": [
     {
      "type": "photo",
      "media_url_https": "https://pbs.example.org/media/gate.jpg",
      "url": "https://t.co/a",
      "expanded_url": "https://twitter.com/mara/status/17242402424242424/photo/1",
      "indices": [
       "9",
       "23"
      ]
     },
     {
      "type": "photo",
      "media_url_https": "https://pbs.example.org/media/walk.jpg",
      "url": "https://t.co/a",
      "expanded_url": "https://twitter.com/mara/status/17242402424242424/photo/1",
      "indices": [
       "9",
       "23"
      ]
     }
    ]
   }
  }
 }
]
