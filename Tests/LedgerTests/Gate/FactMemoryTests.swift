import TestSupport
import Testing

@testable import OnboardingLedger

/// How loads, changes and the bound of memory get on with each other.
struct FactMemoryTests {
    private let memory = FactMemory<Int, String>(heldMax: 1000)

    @Test func `what was loaded is held`() {
        expectNil(memory.fact(1))
        let ticket = memory.beginLoading(1)
        expectNil(memory.fact(1))
        memory.finishLoading(1, ticket, "read")
        expectEqual(memory.fact(1), "read")
    }

    @Test func `a change during a load wins over what was read before it`() {
        let ticket = memory.beginLoading(1)
        memory.change(1) { "changed" }
        memory.finishLoading(1, ticket, "read")
        expectEqual(memory.fact(1), "changed")
    }

    @Test func `a load that was overtaken by another is not kept`() {
        let first = memory.beginLoading(1)
        memory.change(1) { "changed" }
        let second = memory.beginLoading(1)
        memory.finishLoading(1, first, "old")
        expectNil(memory.fact(1))
        memory.finishLoading(1, second, "new")
        expectEqual(memory.fact(1), "new")
    }

    @Test func `what nobody asked about is not held when it changes`() {
        var wasAsked = false
        memory.change(1) {
            wasAsked = true
            return "changed"
        }
        expectTrue(memory.fact(1) == nil && !wasAsked && memory.count == 0)
    }

    @Test func `a load that began before everything was forgotten is not kept`() {
        let ticket = memory.beginLoading(1)
        memory.hold(2, "held")
        memory.forgetAll()
        memory.finishLoading(1, ticket, "read")
        expectTrue(memory.fact(1) == nil && memory.fact(2) == nil)
    }

    @Test func `memory is bounded, and what is asked for stays`() {
        for number in 0..<100_000 {
            memory.hold(number, "\(number)")
            if number.isMultiple(of: 4) { expectEqual(memory.fact(0), "0") }
        }
        expectTrue(memory.count <= 1000)
        expectEqual(memory.fact(99_999), "99999")
    }

    @Test func `what is loaded is not kept once its announcement was pushed out`() {
        let ticket = memory.beginLoading(-1)
        for number in 0..<100_000 { memory.hold(number, "") }
        memory.change(-1) { "changed" }
        memory.finishLoading(-1, ticket, "read before the change")
        expectNil(memory.fact(-1))
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
        expectNil(memory.fact(key))
        memory.finishLoading(key, ticket, "read")
        expectEqual(memory.fact(key), "read")
    }
}
