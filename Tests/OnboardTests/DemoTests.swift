import Foundation
import JSON
import TestSupport
import Testing

@testable import onboard

/// The demo tells the truth and leaves nothing behind.
struct DemoTests {
    @Test func `the demo plays everybody, adds up, and leaves nothing behind`() async throws {
        let folder = TemporaryFolder()
        let outcome = try await Onboard.run("demo", "--json", environment: ["TMPDIR": folder.path])
        expectEqual(outcome.code, 0, "\(outcome.err)")
        expectEqual(folder.entries, [])
        let told = outcome.json
        let types = try required(told["types"])
        expectEqual(types["SignUpStarted"]?.intValue, SignUpScript.peopleCount)
        expectEqual(told["verified"], told["events"])
        let flows = try required(told["flows"]?.arrayValue)
        expectEqual(
            flows.map { $0["flow"]?.stringValue },
            [
                "signup", "wizard", "membership", "call", "merchant",
            ])
        for flow in flows {
            let (began, done) = (flow["began"]?.intValue ?? 0, flow["done"]?.intValue ?? 0)
            expectTrue(0 < done && done < began, "some come through, and some do not")
        }
        let stages = try required(told["funnel"]?["stages"]?.arrayValue)
        expectEqual(stages.first?["subjects"]?.intValue, SignUpScript.peopleCount)
        expectEqual(stages.last?["subjects"], types["SignUpCompleted"])
        // Entered = converted + open + lost.
        let stopped = stages.reduce(0) {
            $0 + ($1["open"]?.intValue ?? 0) + ($1["lost"]?.intValue ?? 0)
        }
        let converted = stages.last?["subjects"]?.intValue ?? 0
        expectEqual(stopped + converted, SignUpScript.peopleCount)
    }

    @Test func `a demo that is interrupted leaves nothing behind`() async throws {
        let folder = TemporaryFolder()
        let demo = Onboard.process(["demo"], environment: ["TMPDIR": folder.path])
        let output = Pipe()
        demo.standardOutput = output
        demo.standardError = FileHandle.nullDevice
        let (ended, ending) = AsyncStream.makeStream(of: Int32.self)
        demo.terminationHandler = {
            ending.yield($0.terminationStatus)
            ending.finish()
        }
        try demo.run()
        let pid = demo.processIdentifier
        // Its first words come once the ledger is open.
        _ = try await onThread { output.fileHandleForReading.availableData.count }
        expectEqual(folder.entries.count, 1)
        kill(pid, SIGINT)
        for await status in ended { expectEqual(status, 130) }
        expectEqual(folder.entries, [])
    }

    @Test func `every flow's people do the same each time, and each one begins once`() {
        let (first, second) = (DemoCast(), DemoCast())
        for (one, other) in zip(first.players, second.players) {
            expectEqual(one.acts.map(\.at), other.acts.map(\.at))
            expectEqual(one.acts.count(where: \.isFirst), type(of: one).peopleCount)
        }
        expectEqual(Set(first.players.map { type(of: $0).flow }).count, first.players.count)
    }

    @Test func `the script is the same each time, and everybody begins`() {
        let scripts = SignUpScript.all
        expectEqual(scripts.count, SignUpScript.peopleCount)
        expectTrue(
            scripts.allSatisfy { script in
                if case .start? = script.steps.first?.step { true } else { false }
            })
        expectEqual(Set(scripts.map(\.person.email)).count, SignUpScript.peopleCount)
        let steps = scripts.flatMap { $0.steps.map(\.step) }
        expectTrue(steps.contains(.describeBusiness(isStale: true)))
        expectTrue(steps.contains(.letCheckoutExpire))
        expectTrue(steps.contains(.startAgain))
        expectTrue(steps.contains(.signInWithGoogle))
        expectTrue(steps.contains(.cancel))
    }
}
