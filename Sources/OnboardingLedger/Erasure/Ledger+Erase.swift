import EventLog
import Onboarding
import ReadModels
import Time

extension Ledger {
    /// Takes a person's personal data out of the log, the read models, the vault and the files'
    /// free pages (contract L14), and records that in `erasure-<id>` and in each stream that lost
    /// something. Chain, proofs and what is counted stay as they were.
    ///
    /// Returns once no file in the directory holds any of it, but for the text of a declared flow
    /// and the names of API keys, which are the team's own. A reader that keeps an old state of the
    /// files is waited for a while; then the receipt says that they are not scrubbed yet, which is
    /// made up for by `completeErasures` or the next opening, as after an interruption.
    /// Erasing again appends nothing and answers the receipt of before.
    /// - Throws: `ErasureRefusal`.
    public func erase(_ request: ErasureRequest) async throws -> ErasureReceipt {
        try await rebuilds.turn.run {
            var receipt = try await takeOut(request)
            do { receipt.isScrubbed = try await scrub() } catch let failure as LogFailure {
                // It is recorded: once there is room again, a job makes up for it.
                guard failure.isRetryable else { throw Self.unscrubbed(receipt.id, failure) }
            }
            return receipt
        }
    }

    /// What was taken out is gone from every answer, and may still lie in the files' free pages.
    private static func unscrubbed(_ id: String, _ failure: LogFailure) -> LogFailure {
        LogFailure(
            failure.code,
            "The erasure \(id) is recorded, and the files may still hold what it took out: "
                + failure.explanation,
            hint: [failure.hint, "The next command that writes scrubs them."]
                .filter { !$0.isEmpty }.joined(separator: " "))
    }

    /// Scrubs the files when that is not done yet; true when nothing of an erasure is left in them.
    /// False at once while something is rebuilt or erased: a job that waited for that would hold up
    /// the others and the server's stop.
    @discardableResult
    public func completeErasures() async throws -> Bool {
        guard try await read({ try $0.log.isUnscrubbed() }) else { return true }
        guard rebuilds.turn.takeIfFree() else { return false }
        defer { rebuilds.turn.giveBack() }
        return try await scrub()
    }

    /// Erases once under a key: repeating it answers the first receipt, as the log tells it.
    ///
    /// - Throws: `ErasureRefusal`; `IdempotencyConflict` and `KeptRefusal` as `performOnce`.
    public func erase(_ request: ErasureRequest, under key: IdempotencyKey?) async throws
        -> Once<ErasureReceipt>
    {
        if let kept = try await keptOutcome(key, KeptErasure.self) {
            var receipt = try await receipt(kept.id)
            receipt.wasErasedBefore = kept.wasErasedBefore
            return Once(value: receipt, isReplay: true)
        }
        let receipt = try await erase(request)
        _ = try await performOnce(key) { _ in
            KeptErasure(id: receipt.id, wasErasedBefore: receipt.wasErasedBefore)
        }
        return Once(value: receipt, isReplay: false)
    }

    /// The receipt of an erasure; nil when there is none of this id.
    public func erasure(id: String) async throws -> ErasureReceipt? {
        try await read { try $0.erasure(id: id) }
    }

    /// The erasures that took something out of a stream, oldest first.
    public func erasures(of stream: StreamID) async throws -> [ErasureNote] {
        try await read { try $0.erasures(of: stream) }
    }

    /// How many erasures there were. Who holds events across a wait looks at it before they go on,
    /// and reads them again when it has risen since before they were read.
    package var erasureCount: Int { erasureGeneration.current }

    // MARK: Taking out

    /// Searches on a reader's thread and erases on the writer's, again while more to look for
    /// turns up between the two.
    private func takeOut(_ request: ErasureRequest) async throws -> ErasureReceipt {
        let directory = directory
        while true {
            let (subject, found, secrets) = try await readThroughout { reader in
                let subject = try ErasureSubject(request.subject, reader.log)
                let found = try PersonSearch.find(subject, reader.log)
                return (subject, found, try PersonSecrets.Search(of: found.traces, reader.log))
            }
            let outcome = try await lane.performBetweenBatches {
                [memories] desk in
                let head = desk.log.headPosition
                // Also when something fails behind the commit.
                defer { memories.forget(desk, isChanged: desk.log.headPosition != head) }
                let erasing = Erasing(desk, try LogReader(directory: directory), request, subject)
                return try erasing.run(found.traces, secrets, through: found.through)
            }
            switch outcome {
            case .erased(let id): return try await receipt(id)
            case .nothing(let earlier):
                guard let earlier else { throw ErasureRefusal.unknownSubject }
                var receipt = try await receipt(earlier)
                receipt.wasErasedBefore = true
                return receipt
            // Something turned up since that was not looked for: look through all again.
            case .foundMore: continue
            }
        }
    }

    /// Reads back what was recorded: the receipt says what the log says.
    private func receipt(_ id: String) async throws -> ErasureReceipt {
        guard let receipt = try await erasure(id: id) else {
            throw LogFailure(.damaged, "The erasure \(id) has no event.")
        }
        return receipt
    }

    // MARK: Scrubbing

    /// A step's pages are read and maybe written while nobody else writes: 8 MB take some 4 ms.
    private static let pagesPerStep: Int64 = 2048
    /// How long a reader of an old state is waited for.
    private static let scrubLimit = Duration.seconds(5)

    /// Overwrites what the files keep beside their rows; nothing to do when that was done. False
    /// when a reader of an old state did not end in time.
    func scrub() async throws -> Bool {
        guard try await read({ try $0.log.isUnscrubbed() }) else { return true }
        journeys.forgetAll()
        frictions.forgetAll()
        // What the lane kept of them before now.
        try await lane.performBetweenBatches { try $0.views.forgetJourneys() }
        let isLogDone = try await scrubAll { desk, page in
            try desk.log.scrub(from: page, pagesMax: Self.pagesPerStep)
        }
        let areViewsDone = try await scrubAll { desk, page in
            try desk.views.scrub(from: page, pagesMax: Self.pagesPerStep)
        }
        guard isLogDone && areViewsDone else { return false }
        try await lane.performBetweenBatches { [directory] desk in
            ViewRebuild.removeLeftovers(in: directory)
            FailPoint.pass("before-scrubbed")
            try desk.log.markScrubbed()
        }
        return true
    }

    /// Goes through one file page by page, with other commands between the steps; false when a
    /// reader did not end in time.
    private func scrubAll(
        _ step: @escaping @Sendable (WriterDesk, Int64) throws -> ScrubStep
    ) async throws -> Bool {
        var page: Int64 = 1
        let start = ContinuousClock.now
        while true {
            let from = page
            switch try await lane.performBetweenBatches({ try step($0, from) }) {
            case .done(nil): return true
            case .done(let next?): page = next
            case .busy:
                guard ContinuousClock.now - start < Self.scrubLimit else { return false }
                // A reader is not known to end at any moment: look again.
                try await Task.sleep(for: .milliseconds(25))
            }
        }
    }
}

/// What is kept under an idempotency key: nothing of the person.
private struct KeptErasure: Codable, Sendable {
    let id: String
    /// As the first answer had it.
    let wasErasedBefore: Bool
}
