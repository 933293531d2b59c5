using SegService.Evaluate;

return await EvaluateCommand.Create().Parse(args).InvokeAsync();
