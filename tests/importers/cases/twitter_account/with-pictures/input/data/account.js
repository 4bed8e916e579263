window.YTD.account.part0 = [{"account":{"username":"mara","accountId":"7001","accountDisplayName":"Mara"}}]
