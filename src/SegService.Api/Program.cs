var builder = WebApplication.CreateBuilder(args);
await builder.Build().RunAsync();

public partial class Program;
