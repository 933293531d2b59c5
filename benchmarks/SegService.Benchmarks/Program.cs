using SegService.Benchmarks;

return await BenchmarkCommand.Create().Parse(args).InvokeAsync();
