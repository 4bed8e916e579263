window.YTD.account.part0 = [
  {
    "account": {
      "email": "ana@example.org",
      "createdVia": "web",
      "username": "ana_example",
      "accountId": "1000000000000000123",
      "createdAt": "2010-01-01T00:00:00.000Z",
      "accountDisplayName": "Ana ✨"
    }
  }
]