var user_details =  {
  "screen_name" : "ana_example",
  "location" : "Nowhere",
  "full_name" : "Ana",
  "bio" : "x@example.org",
  "id" : "1000000000000000123",
  "created_at" : "2009-01-01 10:00:00 +0000"
}