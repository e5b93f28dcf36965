using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Wallet.Core;

namespace Wallet.Hosting;

/// <summary>The section <c>Wallet:Routine</c>: what a silo does by itself at intervals. Nothing, unless it is
/// told.</summary>
public sealed class RoutineSettings : ISettingsGroup
{
    private const int MaxKept = 1000;

    /// <summary>How often the ledger is audited; zero for never.</summary>
    [Description("how often the ledger is audited; 0 for never"), Interval]
    public TimeSpan AuditEvery { get; set; }

    /// <summary>Where the heads of clean audits are saved, and compared with by the next ones; empty for
    /// nowhere.</summary>
    [Description("the folder of the heads of audits, with which the next are compared"), FolderOrNone]
    public string HeadsDir { get; set; } = "";

    /// <summary>How many files of heads are kept.</summary>
    [Description("how many files of heads are kept"), Range(1, MaxKept, ErrorMessage = "{1} to {2}")]
    public int HeadsKept { get; set; } = 7;

    /// <summary>How often a ledger that is a file is backed up; zero for never.</summary>
    [Description("how often the ledger is backed up; 0 for never"), Interval]
    public TimeSpan BackupEvery { get; set; }

    /// <summary>Where backups are made.</summary>
    [Description("the folder of the backups"), FolderOrNone(NeededFor = nameof(BackupEvery))]
    public string BackupDir { get; set; } = "";

    /// <summary>How many backups are kept.</summary>
    [Description("how many backups are kept"), Range(1, MaxKept, ErrorMessage = "{1} to {2}")]
    public int BackupsKept { get; set; } = 7;

    /// <summary>The same, as a silo takes it.</summary>
    public RoutineOptions ToOptions() => new()
    {
        AuditEvery = AuditEvery,
        HeadsDir = FullPath(HeadsDir),
        HeadsKept = HeadsKept,
        BackupEvery = BackupEvery,
        BackupDir = FullPath(BackupDir),
        BackupsKept = BackupsKept,
    };

    private static string? FullPath(string folder) => folder.Length == 0 ? null : Path.GetFullPath(folder);

    [AttributeUsage(AttributeTargets.Property)]
    private sealed class IntervalAttribute() : ValidationAttribute("00:00:00, or 00:00:01 to 31.00:00:00")
    {
        private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1), Longest = TimeSpan.FromDays(31);

        public override bool IsValid(object? value) =>
            value is TimeSpan every && (every == TimeSpan.Zero || every >= Shortest && every <= Longest);
    }

    [AttributeUsage(AttributeTargets.Property)]
    private sealed class FolderOrNoneAttribute() : ValidationAttribute("a folder")
    {
        public string? NeededFor { get; init; }

        protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
            value is string folder && !folder.Contains('\0', StringComparison.Ordinal)
            && (folder.Length > 0 || NeededFor is null || validationContext.ObjectInstance.GetType()
                .GetProperty(NeededFor)!.GetValue(validationContext.ObjectInstance) is not TimeSpan { Ticks: > 0 })
                ? ValidationResult.Success
                : new ValidationResult(ErrorMessageString);
    }
}
