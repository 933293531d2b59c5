using System.Globalization;
using Microsoft.Playwright;

namespace SegService.Page.Tests;

/// <summary>One user's window. What the browser complains of is kept; every test ends by looking at it.</summary>
public sealed class Visit : IAsyncDisposable
{
    private const float Patience = 60_000;
    private readonly IBrowserContext _window;
    private readonly List<string> _complaints = [];

    private Visit(IBrowserContext window, IPage page)
    {
        (_window, Page) = (window, page);
        window.SetDefaultTimeout(Patience);
        Assertions.SetDefaultExpectTimeout(Patience);
        page.PageError += (_, error) => _complaints.Add(error);
        page.Console += (_, message) => _complaints.AddRange(message.Type is "error" or "warning" ? [message.Text] : []);
    }

    public IPage Page { get; }

    /// <summary>A refused request is logged by the browser itself: nothing a page can help.</summary>
    public IEnumerable<string> Complaints => _complaints.Where(text => !text.StartsWith("Failed to load resource", StringComparison.Ordinal));

    public ILocator Count => Page.Locator("#summary dd").First;

    public ILocator Rows => Page.Locator("#table tbody tr");

    public static async Task<Visit> BeginAsync(IBrowserContext window, Uri address, string? key)
    {
        var visit = new Visit(window, await window.NewPageAsync());
        await visit.Page.GotoAsync(address.ToString());
        if (key is not null)
        {
            await visit.Page.GetByLabel("API key, if").FillAsync(key);
            await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Use", Exact = true }).ClickAsync();
        }

        await visit.Page.Locator("#downloads button").First.WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        return visit;
    }

    /// <summary>Chooses files, as a user does in one go.</summary>
    public Task ChooseAsync(params (string Name, byte[] Content)[] files) =>
        Page.Locator("#files").SetInputFilesAsync([.. files.Select(file => new FilePayload { Name = file.Name, MimeType = "", Buffer = file.Content })]);

    /// <summary>Chooses a file, and waits for its result or its problem.</summary>
    public async Task UploadAsync(string name, byte[] content)
    {
        await ChooseAsync((name, content));
        await Page.Locator("#busy").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Hidden });
        await Page.Locator("#summary:visible, .problem").First.WaitForAsync();
    }

    public async Task<int> CountAsync() => int.Parse(await Count.InnerTextAsync(), NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        await _window.DisposeAsync();
        Assert.Empty(Complaints);
    }
}
