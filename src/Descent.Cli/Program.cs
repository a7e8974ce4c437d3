Console.Error.WriteLine("descent: no verb is built yet");
return 2;
