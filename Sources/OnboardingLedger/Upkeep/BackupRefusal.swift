/// Why nothing is copied.
public enum BackupRefusal: Error, Sendable, Hashable {
    /// The target directory holds something.
    case notEmpty(String)
    /// There is no backup, or one that was cut short.
    case notABackup(String)
    /// The backup's file is cut, empty or otherwise no whole ledger; the reason is a sentence.
    case damaged(String, reason: String)
    /// The copy is not what its `backup.json` says.
    case differs(String)
}
