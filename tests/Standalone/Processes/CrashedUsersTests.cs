using Wallet.Standalone.Tests.InProcess;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Standalone.Tests.Processes;

/// <summary>The program is killed after it has told people that they are registered.</summary>
public sealed class CrashedUsersTests(StandaloneHosts hosts)
{
    [Fact]
    public async Task Who_was_told_to_be_registered_is_registered_after_a_kill()
    {
        using var data = new TempFolder();
        var server = await Executable.ServeAsync(data.Path);
        var registered = new List<TestUser>();
        await using (server)
        {
            using var client = server.Client(hosts.Secrets);
            for (var i = 0; i < 5; i++)
                registered.Add(await TestUser.RegisterAsync(client));
            await registered[0].ChangePinAsync(TestUser.OtherPin(registered[0].Pin));
            await registered[1].ChangePasswordAsync(TestUser.NewPassword());
            await server.KillAsync();
        }

        server = await Executable.ServeAsync(data.Path);
        await using (server)
        {
            using var client = server.Client(hosts.Secrets);
            foreach (var user in registered)
                (await client.PostAsync("/auth/login", Body.Login(user.Email, user.Password))).Expect(200);
            // The token from before the change of password has ended, killed or not.
            (await client.GetAsync("/wallet", registered[1].Token)).Refused(401, "unauthenticated");
            var changed = registered[0];
            (await client.PostAsync("/wallet/deposit", Body.Deposit(10, "d"), changed.Token)).Expect(201);
            (await client.PostAsync("/wallet/transfer", Body.Transfer(registered[2].WalletId, 1, changed.Pin, "k"),
                changed.Token)).Expect(201);
        }
    }
}
