using System.Net;
using Microsoft.Extensions.Options;
using SegService.Api.Jobs;

namespace SegService.Api.Tests.Jobs;

public sealed class CallbackTargetsTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("10.0.0.1")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("255.255.255.255")]
    [InlineData("224.0.0.1")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:192.168.0.1")]
    [InlineData("64:ff9b::7f00:1")] // 127.0.0.1 by NAT64
    [InlineData("2002:7f00:1::1")] // 127.0.0.1 by 6to4
    [InlineData("2001::1")] // Teredo
    [InlineData("fe80::1")]
    [InlineData("fec0::1")]
    [InlineData("fc00::1")]
    [InlineData("fd12:3456::1")]
    [InlineData("ff02::1")]
    public void What_is_not_on_the_public_network_is_not_called(string address) => Assert.False(Targets().Allows(IPAddress.Parse(address)));

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("100.128.0.1")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("2606:4700::1111")]
    [InlineData("2a00:1450:4001::1")]
    public void What_is_public_is_called(string address) => Assert.True(Targets().Allows(IPAddress.Parse(address)));

    [Fact]
    public void Configuration_opens_networks_one_by_one()
    {
        var targets = Targets("10.1.0.0/16", "fd00::/8");

        Assert.True(targets.Allows(IPAddress.Parse("10.1.2.3")));
        Assert.True(targets.Allows(IPAddress.Parse("::ffff:10.1.2.3")));
        Assert.True(targets.Allows(IPAddress.Parse("fd00::1")));
        Assert.False(targets.Allows(IPAddress.Parse("10.2.0.1")));
        Assert.False(targets.Allows(IPAddress.Parse("169.254.169.254")));
    }

    private static CallbackTargets Targets(params string[] allowed)
    {
        var options = new CallbackOptions();
        foreach (var network in allowed)
            options.AllowedCallbackNetworks.Add(network);
        return new CallbackTargets(Options.Create(options));
    }
}
