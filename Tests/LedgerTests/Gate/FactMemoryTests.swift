import Testing

@testable import OnboardingLedger

/// How loads, changes and the bound of memory get on with each other.
struct FactMemoryTests {
    private let memory = FactMemory<Int, String>(heldMax: 1000)

    @Test func `what was loaded is held`() {
        #expect(memory.fact(1) == nil)
        let ticket = memory.beginLoading(1)
        #expect(memory.fact(1) == nil)
        memory.finishLoading(1, ticket, "read")
        #expect(memory.fact(1) == "read")
    }

    @Test func `a change during a load wins over what was read before it`() {
        let ticket = memory.beginLoading(1)
        memory.change(1) { "changed" }
        memory.finishLoading(1, ticket, "read")
        #expect(memory.fact(1) == "changed")
    }

    @Test func `a load that was overtaken by another is not kept`() {
        let first = memory.beginLoading(1)
        memory.change(1) { "changed" }
        let second = memory.beginLoading(1)
        memory.finishLoading(1, first, "old")
        #expect(memory.fact(1) == nil)
        memory.finishLoading(1, second, "new")
        #expect(memory.fact(1) == "new")
    }

    @Test func `what nobody asked about is not held when it changes`() {
        var wasAsked = false
        memory.change(1) {
            wasAsked = true
            return "changed"
        }
        #expect(memory.fact(1) == nil && !wasAsked && memory.count == 0)
    }

    @Test func `a load that began before everything was forgotten is not kept`() {
        let ticket = memory.beginLoading(1)
        memory.hold(2, "held")
        memory.forgetAll()
        memory.finishLoading(1, ticket, "read")
        #expect(memory.fact(1) == nil && memory.fact(2) == nil)
    }

    @Test func `memory is bounded, and what is asked for stays`() {
        for number in 0..<100_000 {
            memory.hold(number, "\(number)")
            if number.isMultiple(of: 4) { #expect(memory.fact(0) == "0") }
        }
        #expect(memory.count <= 1000)
        #expect(memory.fact(99_999) == "99999")
    }

    @Test func `what is loaded is not kept once its announcement was pushed out`() {
        let ticket = memory.beginLoading(-1)
        for number in 0..<100_000 { memory.hold(number, "") }
        memory.change(-1) { "changed" }
        memory.finishLoading(-1, ticket, "read before the change")
        #expect(memory.fact(-1) == nil)
    }

    /// A key that shares its shard with all others.
    private struct Crowded: Hashable {
        let number: Int

        func hash(into hasher: inout Hasher) {}
    }

    @Test func `a load that is announced after a change shows nothing older than it`() {
        let memory = FactMemory<Crowded, String>(heldMax: 256)
        let key = Crowded(number: 0)
        memory.hold(key, "old")
        for number in 1...2 { memory.hold(Crowded(number: number), "") }
        memory.change(key) { "changed" }
        let ticket = memory.beginLoading(key)
        #expect(memory.fact(key) == nil)
        memory.finishLoading(key, ticket, "read")
        #expect(memory.fact(key) == "read")
    }
}
