using SegService.Pipeline.Admission;

namespace SegService.Pipeline.Tests.Admission;

public sealed class PixelBudgetTests
{
    private readonly PixelBudget _budget = new(new AdmissionOptions { MaxPendingPixels = 100_000, MaxPendingImages = 3 });

    [Fact]
    public void Pixels_are_taken_and_given_back_once()
    {
        var permit = _budget.Admit(60_000).Value;
        Assert.Equal(60_000, _budget.PendingPixels);

        permit.Dispose();
        permit.Dispose();

        Assert.Equal(0, _budget.PendingPixels);
        Assert.Equal(0, _budget.PendingImages);
    }

    [Fact]
    public void A_full_budget_refuses_at_once_and_says_when_to_retry()
    {
        using var permit = _budget.Admit(60_000).Value;

        var failure = _budget.Admit(40_001).Failure;

        Assert.Equal(FailureKind.Overloaded, failure?.Kind);
        Assert.NotNull(failure?.RetryAfter);
        Assert.True(_budget.Admit(40_000).Succeeded);
    }

    [Fact]
    public void Small_images_are_bounded_by_number()
    {
        for (var i = 0; i < 3; i++)
            Assert.True(_budget.Admit(1).Succeeded);

        Assert.Equal(FailureKind.Overloaded, _budget.Admit(1).Failure?.Kind);
    }

    [Fact]
    public void An_image_that_never_fits_is_too_large_rather_than_told_to_retry()
    {
        var failure = _budget.Admit(100_001).Failure;

        Assert.Equal(FailureKind.TooLarge, failure?.Kind);
        Assert.Equal("100000 pixels", failure?.Limit);
    }

    [Fact]
    public void An_enlargement_takes_what_it_adds_and_is_no_image_of_its_own()
    {
        using var images = _budget.Admit(10_000).Value;
        _budget.Admit(1).Value.Dispose();

        using (_budget.AdmitZoom(10_000, 3).Value)
            Assert.Equal((90_000, 1), (_budget.PendingPixels, _budget.PendingImages));
        using (_budget.AdmitZoom(10_000, 0.5).Value)
            Assert.Equal((10_000, 1), (_budget.PendingPixels, _budget.PendingImages));
        Assert.Equal(("scale", "160000 pixels"), (_budget.AdmitZoom(10_000, 4).Failure?.Field, _budget.AdmitZoom(10_000, 4).Failure?.Value));
    }

    [Fact]
    public void Parallel_admissions_never_exceed_the_budget()
    {
        var budget = new PixelBudget(new AdmissionOptions { MaxPendingPixels = 100_000, MaxPendingImages = 1000 });
        var admitted = 0;
        Parallel.For(0, 1000, _ =>
        {
            if (budget.Admit(1_000).Succeeded)
                Interlocked.Increment(ref admitted);
        });

        Assert.Equal(100, admitted);
        Assert.Equal(100_000, budget.PendingPixels);
    }
}
