import OnboardingLedger

extension Form {
    /// `{model?, dryRun?}` and nothing else.
    mutating func rebuildRequest() -> RebuildRequest {
        refuseOthers(than: ["model", "dryRun"])
        let words = RebuildTarget.words.joined(separator: ", ")
        let word = optionalText("model", "one of \(words)") {
            RebuildTarget.words.contains($0) ? $0 : nil
        }
        let target = word.flatMap { RebuildTarget($0) } ?? .all
        let isDryRun = optionalBool("dryRun") ?? false
        if isDryRun, target == .auditIndex {
            refuse("dryRun", "expected false: the audit index is not compared")
        }
        return RebuildRequest(target, isDryRun: isDryRun)
    }
}
