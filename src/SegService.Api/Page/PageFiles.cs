using Microsoft.Extensions.FileProviders;

namespace SegService.Api.Page;

/// <summary>The web page at <c>/</c>, from inside the assembly: plain files, no build step.</summary>
internal static class PageFiles
{
    /// <summary>Samples never change under their names; everything else is asked for again and mostly answered 304.</summary>
    private const string Samples = "public, max-age=86400";

    private const string Revalidate = "no-cache";

    public static void UsePage(this IApplicationBuilder app)
    {
        var files = new ManifestEmbeddedFileProvider(typeof(PageFiles).Assembly, "wwwroot");
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl =
                file.Context.Request.Path.StartsWithSegments("/samples") ? Samples : Revalidate,
        });
    }
}
