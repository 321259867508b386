import Dispatch
import JSON
import Onboarding
import TestSupport
import Testing

@testable import OnboardingLedger

/// What is sent for a step is checked by its schemas before its command comes to the writer, where
/// everybody else's would wait for that (contract X2).
@Suite("Step checks", .timeLimit(.minutes(5))) struct StepCheckTests {
    private let home: TestLedger
    private let flows: StepFlows

    init() throws {
        home = try TestLedger()
        flows = StepFlows(ledger: home.ledger)
    }

    private func declare(_ pattern: String) async throws {
        let file = #"""
            {"flow":"post","stages":[{"name":"begun","on":["PostBegun"]},
            {"name":"sent","on":["PostSent"]}],"steps":[{"name":"sent","fields":{
            "mail":{"type":"string","maxLength":100,"pattern":"\#(pattern)"}}}]}
            """#
        try await home.ledger.declareFlow(Array(file.utf8), TestSignUps.facts)
    }

    private func save(_ mail: String) async throws -> SavedStep {
        let place = StepFlows.Place(flow: "post", userID: "ada")
        return try await flows.saveStep(
            0, ["mail": .string(mail)], version: 0,
            StepFlows.PlacedRequest(place: place, facts: TestSignUps.facts)
        ).value
    }

    private func expectInvalid(_ body: () async throws -> SavedStep) async {
        let refused = await #expect(throws: StepRejection.self) { try await body() }
        expectEqual(refused?.code, "onboarding.invalid_fields")
    }

    @Test func `a value that is refused does not wait for the writer, nor the writer for it`()
        async throws
    {
        try await declare("^[^@]+@[^@]+$")
        let (ledger, isHeld, gate) = (home.ledger, Flag(), DispatchSemaphore(value: 0))
        let holder = Task {
            try await ledger.perform { _ in
                isHeld.raise()
                gate.wait()
            }
        }
        await until { isHeld.isRaised }
        for mail in ["ada", String(repeating: "a", count: 60_000)] {
            await expectInvalid { try await save(mail) }
        }
        expectEqual(ledger.queuedCommandCount, 0)
        gate.signal()
        try await holder.value
        try await expectEqual(save("ada@example.com").version, 3, "begun, saved, sent")
    }

    @Test func `fields that a form checked which is gone are checked by the new one`() async throws
    {
        try await declare("^[^@]+@[^@]+$")
        let (ledger, gate) = (home.ledger, DispatchSemaphore(value: 0))
        let isHeld = [Flag(), Flag()]
        let holders = isHeld.map { flag in
            Task {
                try await ledger.checkers.run { _ in
                    flag.raise()
                    gate.wait()
                }
            }
        }
        await until { isHeld.allSatisfy(\.isRaised) }
        let saved = Task { try await save("ada@example.com") }
        await until { ledger.checkers.queue.count == 1 }
        try await declare("^[0-9]+$")
        for _ in holders { gate.signal() }
        for holder in holders { try await holder.value }
        await expectInvalid { try await saved.value }
        try await expectEqual(save("123").version, 3)
    }

    /// Such a file is not declared any more.
    @Test func `a flow that was declared with references in a circle is read on, and served`()
        async throws
    {
        let file = ##"""
            {"flow":"post","stages":[{"name":"begun","on":["PostBegun"]},
            {"name":"sent","on":["PostSent"]}],"steps":[{"name":"sent","fields":{"mail":{
            "$defs":{"x":{"anyOf":[{"$ref":"#/$defs/x"},{"$ref":"#/$defs/x"},{"minLength":3}]}},
            "$ref":"#/$defs/x"},"note":{"type":"string"}}}]}
            """##
        await #expect(throws: FlowFileError.self) {
            try await home.ledger.declareFlow(Array(file.utf8), TestSignUps.facts)
        }
        let declaration = try FlowDeclaration(parsing: Array(file.utf8))
        let text = try JSONValue(parsing: file).encoded
        _ = try await home.ledger.perform {
            try Ledger.declare(declaration, text, .test, $0)
        }
        home.ledger.close()
        let reopened = try home.reopen()
        let again = StepFlows(ledger: reopened.ledger)
        let request = StepFlows.PlacedRequest(
            place: StepFlows.Place(flow: "post", userID: "ada"), facts: TestSignUps.facts)
        await expectInvalid {
            try await again.saveStep(0, ["mail": "ad"], version: 0, request).value
        }
        let saved = try await again.saveStep(0, ["note": "x"], version: 0, request)
        expectEqual(saved.value.version, 3)
    }
}
