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
        #expect(outcome.code == 0, "\(outcome.err)")
        #expect(folder.entries == [])
        let told = outcome.json
        let types = try #require(told["types"])
        #expect(types["SignUpStarted"]?.intValue == SignUpScript.peopleCount)
        #expect(told["verified"] == told["events"])
        let flows = try #require(told["flows"]?.arrayValue)
        #expect(
            flows.map { $0["flow"]?.stringValue } == [
                "signup", "wizard", "membership", "call", "merchant",
            ])
        for flow in flows {
            let (began, done) = (flow["began"]?.intValue ?? 0, flow["done"]?.intValue ?? 0)
            #expect(0 < done && done < began, "some come through, and some do not")
        }
        let stages = try #require(told["funnel"]?["stages"]?.arrayValue)
        #expect(stages.first?["subjects"]?.intValue == SignUpScript.peopleCount)
        #expect(stages.last?["subjects"] == types["SignUpCompleted"])
        // Entered = converted + open + lost.
        let stopped = stages.reduce(0) {
            $0 + ($1["open"]?.intValue ?? 0) + ($1["lost"]?.intValue ?? 0)
        }
        let converted = stages.last?["subjects"]?.intValue ?? 0
        #expect(stopped + converted == SignUpScript.peopleCount)
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
        #expect(folder.entries.count == 1)
        kill(pid, SIGINT)
        for await status in ended { #expect(status == 130) }
        #expect(folder.entries == [])
    }

    @Test func `every flow's people do the same each time, and each one begins once`() {
        let (first, second) = (DemoCast(), DemoCast())
        for (one, other) in zip(first.players, second.players) {
            #expect(one.acts.map(\.at) == other.acts.map(\.at))
            #expect(one.acts.count(where: \.isFirst) == type(of: one).peopleCount)
        }
        #expect(Set(first.players.map { type(of: $0).flow }).count == first.players.count)
    }

    @Test func `the script is the same each time, and everybody begins`() {
        let scripts = SignUpScript.all
        #expect(scripts.count == SignUpScript.peopleCount)
        #expect(
            scripts.allSatisfy { script in
                if case .start? = script.steps.first?.step { true } else { false }
            })
        #expect(Set(scripts.map(\.person.email)).count == SignUpScript.peopleCount)
        let steps = scripts.flatMap { $0.steps.map(\.step) }
        #expect(steps.contains(.describeBusiness(isStale: true)))
        #expect(steps.contains(.letCheckoutExpire))
        #expect(steps.contains(.startAgain))
        #expect(steps.contains(.signInWithGoogle))
        #expect(steps.contains(.cancel))
    }
}
