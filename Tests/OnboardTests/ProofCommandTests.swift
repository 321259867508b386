import Digest
import JSON
import TestSupport
import Testing

@testable import onboard

/// Proofs made by one command and checked by another, which has no ledger (contract L12).
struct ProofCommandTests {
    private static let nowhere = ["--data", "/nowhere"]

    private let folder = TemporaryFolder()
    private var data: String { "\(folder.path)/data" }

    private func importLoans() async throws {
        try await expectEqual(Fixture.importLoans(Fixture.sample, into: data).code, 0)
    }

    private func prove(_ arguments: String...) async throws -> String {
        let outcome = try await Onboard.run(["prove"] + arguments + ["--data", data])
        try required(outcome.code == 0, "\(outcome.err)")
        return outcome.out
    }

    private func check(_ proof: String, _ arguments: String...) async throws -> Onboard.Outcome {
        try await Onboard.run(
            ["verify-proof", folder.file("proof.json", proof)] + arguments + Self.nowhere)
    }

    private func head() async throws -> (root: String, size: String) {
        let head = try await Onboard.run("head", "--json", "--data", data).json
        return (head["root"]?.stringValue ?? "", "\(head["size"]?.intValue ?? 0)")
    }

    @Test func `an event is proved to who has only the head`() async throws {
        try await importLoans()
        let head = try await head()
        let proof = try await prove("17")
        let json = try JSONValue(parsing: proof)
        expectEqual(
            json.objectValue?.keys, ["kind", "position", "size", "event", "leaf", "path", "root"])
        let event = try await Onboard.run(
            "export", "--from", "17", "--to", "17", "--data", data
        ).json["hash"]
        expectEqual(json["event"], event)
        let outcome = try await check(proof, "--root", head.root, "--size", head.size)
        expectEqual(outcome.code, 0)
        expectTrue(outcome.out.contains("is at position 17 of the log of 409 events"))
        let piped = try await Onboard.run(
            ["verify-proof", "-", "--json"] + Self.nowhere, input: proof)
        expectEqual(piped.json["ok"], true)
        expectEqual(piped.json["proof"], json)
    }

    @Test func `an answer of the API is held against the published root`() async throws {
        try await importLoans()
        let head = try await head()
        var json = try required(try JSONValue(parsing: try await prove("17")).objectValue)
        for name in ["kind", "event", "root"] { json[name] = nil }
        let answer = String(decoding: JSONValue.object(json).encoded, as: UTF8.self)
        try await expectEqual(check(answer, "--root", head.root).code, 0)
        let other = String(repeating: "0", count: 64)
        try await expectEqual(check(answer, "--root", other).code, 1)
        let rootless = try await check(answer)
        expectEqual(rootless.code, 1)
        expectTrue(rootless.err.contains("give the published one"))
    }

    @Test func `the log is proved to begin with what it was`() async throws {
        try await importLoans()
        let head = try await head()
        let earlier = try JSONValue(parsing: try await prove("1", "--size", "100"))["root"]
        let proof = try await prove("--since", "100")
        let json = try JSONValue(parsing: proof)
        expectEqual(json.objectValue?.keys, ["kind", "from", "to", "fromRoot", "path", "root"])
        expectEqual(json["fromRoot"], earlier)
        let outcome = try await check(proof, "--root", head.root, "--size", head.size)
        expectEqual(outcome.code, 0)
        expectTrue(outcome.out.contains("the log of 409 events begins with the 100 whose root was"))
        let old = try required(earlier?.stringValue)
        let held = try await check(proof, "--root", old, "--size", "100")
        expectEqual(held.code, 0)
        expectTrue(held.out.contains("The older root is the one that was given"))
        try await expectEqual(check(proof, "--root", old, "--size", "409").code, 1)
        let past = try await prove("--since", "100", "--size", "200")
        try await expectEqual(check(past).code, 0)
        try await expectEqual(check(past, "--root", head.root).code, 1)
    }

    /// Each member changed to something of its form, to something of no form, and left out.
    private func changes(of proof: JSONValue) -> [(name: String, text: String)] {
        guard let object = proof.objectValue else { return [] }
        return object.keys.flatMap { name in
            var values: [JSONValue] = [.null, "x", []]
            switch object[name] {
            case .number(let number)?:
                let value = number.int64 ?? 0
                values += [value - 1, value + 1, 0, .max].map { .number(JSONNumber($0)) }
            case .array(let steps)?:
                values += [.array(Array(steps.dropLast())), .array(steps + steps.prefix(1))]
                values += steps.indices.map { index in
                    var changed = steps
                    changed[index] = .string(Self.flipped(steps[index].stringValue ?? ""))
                    return .array(changed)
                }
            case .string(let text)?: values.append(.string(Self.flipped(text)))
            default: break
            }
            var texts = values.map { value in
                var changed = object
                changed[name] = value
                return String(decoding: JSONValue.object(changed).encoded, as: UTF8.self)
            }
            var without = object
            without[name] = nil
            texts.append(String(decoding: JSONValue.object(without).encoded, as: UTF8.self))
            return texts.map { (name, $0) }
        }
    }

    /// Another digest, or another word.
    private static func flipped(_ text: String) -> String {
        text.hasSuffix("0") ? text.dropLast() + "1" : text.dropLast() + "0"
    }

    @Test(arguments: [["17"], ["409", "--size", "409"], ["--since", "100"], ["--since", "7"]])
    func `a proof with any field changed is refused with the reason`(_ arguments: [String])
        async throws
    {
        try await importLoans()
        let head = try await head()
        let made = try await Onboard.run(["prove"] + arguments + ["--data", data])
        try await expectEqual(check(made.out, "--root", head.root, "--size", head.size).code, 0)
        let changes = changes(of: made.json)
        expectTrue(changes.count > 20)
        for (name, text) in changes {
            let outcome = try await check(
                text, "--root", head.root, "--size", head.size, "--json")
            expectEqual(outcome.code, 1, "\(name): \(text)")
            expectEqual(outcome.complaint, "proof.broken", "\(name): \(text)")
        }
    }

    @Test(arguments: ["", "[]", "{}", "{\"kind\":\"inclusion\"}", "no JSON", "{\"kind\":\"x\"}"])
    func `what is no proof is refused`(_ text: String) async throws {
        let outcome = try await check(text, "--json")
        expectEqual(outcome.code, 1)
        expectEqual(outcome.complaint, "proof.broken")
        expectTrue(outcome.err.contains("holds no proof"))
    }

    @Test func `what is no proof is named by its file, and an API's answer for what it lacks`()
        async throws
    {
        let file = folder.file("growth.json", #"{"from":1,"to":2,"path":[]}"#)
        let outcome = try await Onboard.run("verify-proof", file)
        expectTrue(outcome.code == 1 && outcome.err.contains(file), "\(outcome.err)")
        expectTrue(outcome.err.contains("names neither root; onboard prove --since"))
    }

    @Test func `a file that is not there and a root that is none are told apart`() async throws {
        let absent = try await Onboard.run("verify-proof", "\(folder.path)/absent", "--json")
        expectEqual(absent.code, 1)
        expectEqual(absent.complaint, "file.unreadable")
        try await expectEqual(check("{}", "--root", "abc").code, 2)
        try await expectEqual(check("{}", "--size", "3").code, 2, "a size alone says nothing")
    }

    @Test func `what the log does not reach cannot be proved`() async throws {
        try await importLoans()
        for arguments in [
            ["410"], ["17", "--size", "410"], ["17", "--size", "16"], ["--since", "410"],
            ["--since", "17", "--size", "16"],
        ] {
            let outcome = try await Onboard.run(["prove"] + arguments + ["--json", "--data", data])
            expectEqual(outcome.code, 1, "\(arguments)")
            expectEqual(outcome.complaint, "proof.out_of_range", "\(arguments)")
            expectEqual(outcome.out, "")
        }
        for arguments in [[], ["0"], ["x"], ["--since", "0"], ["17", "--since", "3"]] {
            let outcome = try await Onboard.run(["prove"] + arguments + ["--data", data])
            expectEqual(outcome.code, 2, "\(arguments)")
        }
    }

    @Test func `the head is printed for people, scripts and publishing`() async throws {
        try await importLoans()
        let verified = try await Onboard.run("verify", "--json", "--data", data).json
        let head = try await head()
        expectEqual(verified["root"]?.stringValue, head.root)
        try await expectTrue(Onboard.run("head", "--data", data).out.contains(head.root))
        let note = try await Onboard.run(
            "head", "--note", "--origin", "example.org/log", "--data", data
        ).out
        let root = Base64.encode(try required(Hex.decode(head.root)))
        expectEqual(note, "example.org/log\n409\n\(root)\n\n")
        for arguments in [
            ["--origin", "x"], ["--note", "--origin", "a b"], ["--note", "--json"],
        ] {
            try await expectEqual(Onboard.run(["head"] + arguments + ["--data", data]).code, 2)
        }
    }
}
