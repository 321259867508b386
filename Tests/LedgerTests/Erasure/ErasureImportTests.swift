import Digest
import EventLog
import Foundation
import JSON
import Onboarding
import TestSupport
import Testing

@testable import OnboardingLedger
@testable import ReadModels

/// An erasure that comes with an export reaches a ledger that holds the person already (contracts
/// L14, L15).
@Suite("Erasure by import", .timeLimit(.minutes(5))) struct ErasureImportTests {
    private static let email = "ada.king@lovelace.example"
    private let source: TestSignUps
    private let copy: TestSignUps

    init() throws { (source, copy) = (try TestSignUps(), try TestSignUps()) }

    /// Ada has an account, Bob's wizard mentions her, and the copy has taken all of it in. Answers
    /// Ada's user id.
    @discardableResult
    private func begin() async throws -> String {
        let token = try await source.readySession(Self.email)
        let done = try await source.signUps.complete(source.request(token))
        try await TestWizards(source.home).save(
            0, ["accountant": .string("Ask \(Self.email)"), "colour": "green"], version: 0,
            user: "bob")
        try await takeIn(source.home.exportedLines())
        return done.value.user.id
    }

    private func takeIn(_ lines: [[UInt8]], size: Int = 1000) async throws {
        for start in stride(from: 0, to: lines.count, by: size) {
            let batch = Array(lines[start..<min(start + size, lines.count)])
            _ = try await copy.ledger.restore(batch, firstLine: start + 1)
        }
        try await copy.ledger.finishRestore()
    }

    @discardableResult
    private func erase(_ subject: String, of people: TestSignUps) async throws -> ErasureReceipt {
        try await people.ledger.erase(
            ErasureRequest(
                subject: subject, reason: "asked", actor: EventActor(kind: .admin, id: "root"),
                requestID: "request-9"))
    }

    /// What of Ada's is in which of the copy's files.
    private func traces() throws -> [String] {
        let files = try copy.home.home.copy()
        let names = try FileManager.default.contentsOfDirectory(atPath: files.directory.path)
        return try names.sorted().flatMap { name in
            let bytes = try Files.bytes("\(files.directory.path)/\(name)")
            return [Self.email, "Lovelace", "Engines"].filter { bytes.contains($0) }
                .map { "\(name): \($0)" }
        }
    }

    /// As `onboard import` looks through a file.
    private func lookThrough(_ lines: [[UInt8]]) throws {
        try Self.look(through: lines, of: copy.home.directory)
    }

    private static func look(through lines: [[UInt8]], of directory: DataDirectory) throws {
        var check = try RestoreCheck(directory)
        for (index, line) in lines.enumerated() { try check.check(line, number: index + 1) }
        try check.finish(line: lines.count)
    }

    // MARK: The whole export

    private func defect() throws -> LedgerDefect? {
        do { _ = try LedgerVerification.run(copy.home.directory) } catch let error as ChainDefect {
            return LedgerDefect(error)
        }
        return nil
    }

    @Test func `while an export is half taken in, a verification says so and how to go on (L11)`()
        async throws
    {
        let token = try await source.readySession(Self.email)
        _ = try await source.signUps.complete(source.request(token))
        try await erase(Self.email, of: source)
        let lines = try source.home.exportedLines()
        let telling = try required(
            lines.firstIndex { String(decoding: $0, as: UTF8.self).contains("PersonErased") })
        _ = try await copy.ledger.restore(Array(lines[..<telling]), firstLine: 1)
        let half = try defect()
        expectTrue(half?.code == "chain.halfTakenErasure" && half?.position != nil)
        expectEqual(half?.sentence.hasPrefix("An export is half taken in"), true)
        expectEqual(half?.hint.contains("onboard import --jsonl FILE"), true)
        // Nothing more is to come: what is gone is gone without a reason.
        await #expect(throws: RestoreLineError.self) { try await copy.ledger.finishRestore() }
        try expectEqual(defect()?.code, "chain.unexplainedErasure")
        try await takeIn(lines)
        try await expectEqual(copy.home.verify(), source.home.verify())
    }

    @Test func `an import that was cut short behind the telling takes the secrets when it goes on`()
        async throws
    {
        let user = try await begin()
        try await copy.ledger.perform { transaction in
            try transaction.writeVault {
                try $0.put(.password, Array(user.utf8), Array("hash".utf8))
            }
        }
        try await erase(Self.email, of: source)
        let lines = try source.home.exportedLines()
        let telling = try required(
            lines.firstIndex { String(decoding: $0, as: UTF8.self).contains("PersonErased") })
        try await takeIn(Array(lines[...telling]))
        // What another process would not remember.
        _ = try copy.ledger.erasedLines.forgetAll()
        try await takeIn(lines)
        let password = try await copy.ledger.read { reader in
            try reader.log.vaultValue(.password, Array(user.utf8))
        }
        expectNil(password)
        try await copy.home.verify()
    }

    @Test(arguments: [3, 1000])
    func `a newer export of the whole erases what the ledger holds`(size: Int) async throws {
        let user = try await begin()
        try await copy.ledger.perform { transaction in
            try transaction.writeVault {
                try $0.put(.password, Array(user.utf8), Array("hash".utf8))
            }
        }
        expectFalse((try traces()).isEmpty)
        let receipt = try await erase(Self.email, of: source)
        let lines = try source.home.exportedLines()
        try lookThrough(lines)
        try await takeIn(lines, size: size)
        try expectEqual(traces(), [])
        try await expectEqual(copy.home.verify(), source.home.verify())
        try expectEqual(copy.home.exportedLines(), lines)
        try await expectEqual(copy.ledger.erasure(id: receipt.id)?.isScrubbed, true)
        let hash = try await copy.ledger.read { reader in
            try reader.log.vaultValue(.password, Array(user.utf8))
        }
        expectNil(hash)
        try await expectEqual(erase(Self.email, of: copy).id, receipt.id)
        let (before, fresh) = (
            try await source.ledger.head().size, try await copy.start(Self.email).value
        )
        let stream = try copy.stream(fresh.sessionToken)
        try await expectTrue(copy.ledger.events(of: stream, limit: 1)[0].position > before)
    }

    @Test func `two erasures of one event arrive one after the other, or at once`() async throws {
        try await begin()
        try await erase(Self.email, of: source)
        let first = try source.home.exportedLines()
        try await erase("bob", of: source)
        let both = try source.home.exportedLines()
        try lookThrough(both)
        try await source.home.verify()
        let once = try TestLedger(try copy.home.home.copy())
        _ = try await once.ledger.restore(both, firstLine: 1)
        try await expectEqual(once.verify(), source.home.verify())
        try await takeIn(first)
        try await copy.home.verify()
        try await takeIn(both)
        try await expectEqual(copy.home.verify(), source.home.verify())
    }

    @Test func `taking the whole in again mends a ledger in which an erasure was undone`()
        async throws
    {
        try await begin()
        let before = try source.home.exportedLines()
        try await erase(Self.email, of: source)
        let lines = try source.home.exportedLines()
        try await takeIn(lines)
        copy.ledger.close()
        for line in before {
            try TestLedger.tamperLog(
                copy.home.home,
                Self.puttingBack(
                    try required(
                        try EventJSON.exported(line)?.event)))
        }
        let again = try TestLedger(copy.home.home)
        #expect(throws: ChainDefect.self) { try LedgerVerification.run(again.directory) }
        _ = try await again.ledger.restore(lines, firstLine: 1)
        try await expectEqual(again.verify(), source.home.verify())
    }

    /// As when the process is killed once the log has lost something.
    @Test func `read models that a stop kept from following are caught up with at opening`()
        async throws
    {
        try await begin()
        try await erase(Self.email, of: source)
        let lines = try source.home.exportedLines().dropFirst()
        let event = try required(
            try lines.compactMap { try EventJSON.exported($0)?.event }.first {
                $0.isErased && $0.stream.category == "session"
            })
        try await copy.ledger.lane.performBetweenBatches { desk in
            try desk.views.expectChange(from: event.position)
            try desk.log.begin()
            desk.log.beginCommand()
            try desk.log.erase(event)
            try desk.log.keepCommand()
            try desk.log.commit()
        }
        try await expectTrue(copy.ledger.viewReports() != copy.home.freshReports())
        let again = try TestLedger(try copy.home.home.copy())
        try await expectEqual(again.ledger.viewReports(), again.freshReports())
    }

    // MARK: Parts of an export

    /// The index of the line that tells of an erasure.
    private static func telling(_ lines: [[UInt8]]) throws -> Int? {
        try lines.firstIndex { try EventJSON.exported($0)?.event.type.name == "PersonErased" }
    }

    @Test func `a tail that tells of an erasure is refused before anything is taken in`()
        async throws
    {
        try await begin()
        let head = Int(copy.ledger.bell.head.rawValue)
        try await erase(Self.email, of: source)
        let tail = Array(try source.home.exportedLines().dropFirst(head))
        let telling = try required(try Self.telling(tail))
        let seen = #expect(throws: RestoreLineError.self) { try lookThrough(tail) }
        let error = await #expect(throws: RestoreLineError.self) { try await takeIn(tail) }
        for error in [seen, error] {
            expectEqual(error?.line, telling + 1)
            expectEqual(error?.explanation.contains("the whole export"), true, "\(error as Any)")
        }
        expectEqual(Int(copy.ledger.bell.head.rawValue), head)
        try await copy.home.verify()
    }

    @Test func `a tail that tells of an erasure which is done here already is taken in`()
        async throws
    {
        try await begin()
        try await erase(Self.email, of: source)
        let lines = try source.home.exportedLines()
        let telling = try required(try Self.telling(lines))
        let fresh = try TestLedger()
        _ = try await fresh.ledger.restore(Array(lines.prefix(telling)), firstLine: 1)
        _ = try await fresh.ledger.restore(Array(lines.dropFirst(telling)), firstLine: 1)
        try await expectEqual(fresh.verify(), source.home.verify())
    }

    @Test func `an export that ends before its erasure is told of takes nothing away`()
        async throws
    {
        try await begin()
        let (head, whole) = (Int(copy.ledger.bell.head.rawValue), try await copy.home.verify())
        try await erase(Self.email, of: source)
        let lines = Array(try source.home.exportedLines().prefix(head))
        let seen = #expect(throws: RestoreLineError.self) { try lookThrough(lines) }
        let error = await #expect(throws: RestoreLineError.self) { try await takeIn(lines) }
        for error in [seen, error] {
            expectEqual(error?.explanation.contains("it is erased there"), true, "\(error as Any)")
        }
        try await expectEqual(copy.home.verify(), whole)
        try await expectFalse(copy.ledger.isBeingRestored())
    }

    @Test func `a part that is taken in first says that its erasures are not told of yet`()
        async throws
    {
        try await begin()
        try await erase(Self.email, of: source)
        let lines = try source.home.exportedLines()
        let telling = try required(try Self.telling(lines))
        let first = try required(
            try lines.firstIndex { try EventJSON.exported($0)?.event.isErased == true })
        let fresh = try TestLedger()
        _ = try await fresh.ledger.restore(Array(lines.prefix(telling)), firstLine: 1)
        let error = await #expect(throws: RestoreLineError.self) {
            try await fresh.ledger.finishRestore()
        }
        expectTrue(error?.line == first + 1 && error?.takenIn == .everything)
        expectEqual(Int(fresh.ledger.bell.head.rawValue), telling)
        _ = try await fresh.ledger.restore(lines, firstLine: 1)
        try await fresh.ledger.finishRestore()
        try await expectEqual(fresh.verify(), source.home.verify())
        // What was told of once is told of, whatever part comes again.
        _ = try await fresh.ledger.restore(Array(lines.prefix(telling)), firstLine: 1)
        try await fresh.ledger.finishRestore()
    }

    @Test func `a line with something else left than its erasure tells is refused ahead`()
        async throws
    {
        try await begin()
        try await erase(Self.email, of: source)
        let lines = try source.home.exportedLines().map { line in
            Array(String(decoding: line, as: UTF8.self).replacing("green", with: "grown").utf8)
        }
        let error = #expect(throws: RestoreLineError.self) { try lookThrough(lines) }
        expectEqual(error?.explanation.contains("position"), true)
    }

    /// The export with other data in an erased event's line, whose digest fits it.
    private func forged() throws -> (lines: [[UInt8]], line: Int) {
        var lines = try source.home.exportedLines()
        let index = try required(
            try lines.firstIndex { line in
                let event = try EventJSON.exported(line)?.event
                return event?.isErased == true && event?.dataDigest == nil
                    && event?.data != Array("{}".utf8)
            })
        let event = try required(try EventJSON.exported(lines[index])?.event)
        let data = String(decoding: event.data, as: UTF8.self)
        let changed = data.replacing("{", with: #"{"role":"admin","#, maxReplacements: 1)
        let digest = SHA256.hash(event.data).hex
        lines[index] = Array(
            String(decoding: lines[index], as: UTF8.self)
                .replacing(data, with: changed)
                .replacing(#""erased":"#, with: #""dataDigest":"\#(digest)","erased":"#).utf8)
        let read = try required(try EventJSON.exported(lines[index])?.event)
        expectTrue(read.dataDigest != nil && read.hash == event.hash)
        return (lines, index + 1)
    }

    @Test func `made-up data in an erased event's line is refused, and by a pipe told (L15)`()
        async throws
    {
        try await begin()
        try await erase(Self.email, of: source)
        let (lines, line) = try forged()
        let fresh = try TestLedger()
        let refusal = #expect(throws: RestoreLineError.self) {
            try Self.look(through: lines, of: fresh.directory)
        }
        expectEqual(refusal?.line, line)
        expectEqual(refusal?.explanation.contains("left of it"), true)
        // Also where the ledger has all of it already.
        for _ in 0..<2 {
            for (index, line) in lines.enumerated() {
                _ = try await fresh.ledger.restore([line], firstLine: index + 1)
            }
            let told = await #expect(throws: RestoreLineError.self) {
                try await fresh.ledger.finishRestore()
            }
            expectTrue(told?.line == line && told?.takenIn == .everything)
        }
    }

    @Test func `what a later erasure took out does not come in with an older line, but is told`()
        async throws
    {
        try await begin()
        try await erase(Self.email, of: source)
        let first = try source.home.exportedLines()
        try await erase("bob", of: source)
        let both = try source.home.exportedLines()
        let index = try required(first.indices.first { first[$0] != both[$0] })
        var mixed = both
        mixed[index] = first[index]
        // Into a ledger that holds the event whole, and into an empty one.
        for home in [copy.home, try TestLedger()] {
            #expect(throws: RestoreLineError.self) {
                try Self.look(through: mixed, of: home.directory)
            }
            _ = try await home.ledger.restore(mixed, firstLine: 1)
            let told = await #expect(throws: RestoreLineError.self) {
                try await home.ledger.finishRestore()
            }
            expectTrue(told?.line == index + 1 && told?.takenIn == .everything)
        }
        // A part that ends between the two is as the ledger has it.
        try Self.look(through: Array(both.prefix(first.count)), of: source.home.directory)
    }

    // MARK: Verification

    /// SQL that makes an event what it was before it was erased.
    private static func puttingBack(_ event: RecordedEvent) -> String {
        func text(_ bytes: [UInt8]?) -> String {
            bytes.map { "CAST(x'\($0.map { byte in hex(byte) }.joined())' AS TEXT)" } ?? "NULL"
        }
        let salt = event.salt.map { "x'\($0.map { byte in hex(byte) }.joined())'" } ?? "NULL"
        return """
            UPDATE event SET data = \(text(event.data)), personal = \(text(event.personal)),
                origin = \(text(event.origin)), salt = \(salt), erased_digest = NULL,
                data_digest = NULL WHERE position = \(event.position)
            """
    }

    private static func hex(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }

    @Test func `what was erased and is there all the same is named (L11)`() async throws {
        try await begin()
        let before = try source.home.exportedLines()
        let receipt = try await erase(Self.email, of: source)
        try await source.home.verify()
        source.ledger.close()
        for position in receipt.positions.joined() {
            let event = try required(try EventJSON.exported(before[Int(position) - 1])?.event)
            let home = try source.home.home.copy()
            try TestLedger.tamperLog(home, Self.puttingBack(event))
            let defect = #expect(throws: ChainDefect.self) {
                try LedgerVerification.run(home.directory)
            }
            expectEqual(defect?.kind, .undoneErasure)
            expectEqual(defect?.position.rawValue, position)
        }
    }
}
