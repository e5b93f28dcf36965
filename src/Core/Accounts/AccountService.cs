namespace Wallet.Core;

/// <summary>Registers users, signs them in and changes their passwords.</summary>
public sealed class AccountService(
    IUserStore users, ISignInLockout lockout, SecretHasher hasher, HashingQueue queue, TimeProvider time)
{
    private readonly KeyedTurns<EmailAddress> _turns = new(HashingQueue.MaxWaiting);

    /// <summary>Registers a user with a wallet.</summary>
    /// <param name="email">The e-mail.</param>
    /// <param name="password">The password; <see cref="Password.MayBeChosen"/> holds.</param>
    /// <param name="pin">The PIN; <see cref="Pin.MayBeChosen"/> holds.</param>
    /// <param name="name">What people call the user, if it is said.</param>
    public async ValueTask<RegisterResult> RegisterAsync(
        EmailAddress email, Password password, Pin pin, PersonName? name = null)
    {
        try
        {
            // Hashing costs a fifth of a second, which a taken e-mail does not need.
            if (await users.FindByEmailAsync(email) is not null)
                return new RegisterResult(RegisterVerdict.EmailTaken);
            var id = UserId.New(time);
            SecretHash passwordHash, pinHash;
            using (var slot = await queue.EnterAsync(SecretPurpose.Password))
            {
                if (slot is null)
                    return new RegisterResult(RegisterVerdict.Busy);
                (passwordHash, pinHash) = await slot.RunAsync(() =>
                    (hasher.Hash(SecretPurpose.Password, id, password.Reveal),
                        hasher.Hash(SecretPurpose.Pin, id, pin.Reveal)));
            }

            var wallet = await users.RegisterAsync(
                new NewUser(id, email, passwordHash, pinHash, Timestamp.Now(time), name),
                WalletNames.For(email));
            return wallet is { } made
                ? new RegisterResult(RegisterVerdict.Registered, id, made)
                : new RegisterResult(RegisterVerdict.EmailTaken);
        }
        catch (LedgerException)
        {
            return new RegisterResult(RegisterVerdict.Unavailable);
        }
    }

    /// <summary>Signs a user in. An unknown e-mail costs the same work and counts the same as a wrong
    /// password.</summary>
    /// <param name="email">The e-mail.</param>
    /// <param name="password">The password.</param>
    /// <param name="address">Where the attempt comes from.</param>
    public ValueTask<SignInResult> SignInAsync(EmailAddress email, Password password, string address) =>
        CheckAsync(email, password, address, null);

    /// <summary>Changes the password if the old one is right, under the lockout of signing in. Tokens issued before are
    /// no longer valid.</summary>
    /// <param name="id">The user.</param>
    /// <param name="password">The password until now.</param>
    /// <param name="newPassword">The password from now on; <see cref="Password.MayBeChosen"/> holds.</param>
    /// <param name="address">Where the attempt comes from.</param>
    public async ValueTask<SecretCheck> ChangePasswordAsync(
        UserId id, Password password, Password newPassword, string address)
    {
        try
        {
            return await users.FindAsync(id) is { } user
                ? (await CheckAsync(user.Email, password, address, newPassword)).Check
                : new SecretCheck(SecretVerdict.UnknownUser);
        }
        catch (LedgerException)
        {
            return new SecretCheck(SecretVerdict.Unavailable);
        }
    }

    private async ValueTask<SignInResult> CheckAsync(
        EmailAddress email, Password password, string address, Password? newPassword)
    {
        var result = await CheckInTurnAsync(email, password, address, newPassword);
        SecretCounts.SignIn(result.Check);
        return result;
    }

    private async ValueTask<SignInResult> CheckInTurnAsync(
        EmailAddress email, Password password, string address, Password? newPassword)
    {
        using var turn = await _turns.EnterAsync(email);
        if (turn is null)
            return new SignInResult(new SecretCheck(SecretVerdict.Busy));
        try
        {
            using var slot = await queue.EnterAsync(SecretPurpose.Password);
            if (slot is null)
                return new SignInResult(new SecretCheck(SecretVerdict.Busy));
            var user = await users.FindByEmailAsync(email);
            if (user is not null && !hasher.CanVerify(user.Password))
                return new SignInResult(new SecretCheck(SecretVerdict.Unavailable));
            if (await lockout.BeginAsync(email, address) is { } lockedFor)
                return new SignInResult(new SecretCheck(SecretVerdict.Locked, RetryAfter: lockedFor));

            var verified = await slot.RunAsync(() =>
            {
                if (user is not null)
                    return hasher.Verify(SecretPurpose.Password, user.Id, password.Reveal, user.Password);
                hasher.VerifyNothing(password.Reveal);
                return false;
            });
            if (!verified)
                return new SignInResult(new SecretCheck(SecretVerdict.Wrong));
            await lockout.SucceedAsync(email, address);

            if (newPassword is not null)
            {
                var hash = await slot.RunAsync(
                    () => hasher.Hash(SecretPurpose.Password, user!.Id, newPassword.Reveal));
                if (!await users.ReplacePasswordAsync(user!.Id, user.Password, hash))
                    return new SignInResult(new SecretCheck(SecretVerdict.Unavailable));
            }
            else if (hasher.IsOutdated(user!.Password))
            {
                await slot.RehashAsync(
                    () => hasher.Hash(SecretPurpose.Password, user.Id, password.Reveal),
                    hash => users.RehashPasswordAsync(user.Id, user.Password, hash));
            }

            return new SignInResult(new SecretCheck(SecretVerdict.Verified), user);
        }
        catch (Exception e) when (e is IOException or LedgerException)
        {
            return new SignInResult(new SecretCheck(SecretVerdict.Unavailable));
        }
    }
}
