import TestSupport
import Testing

@testable import EventLog

@Suite("Recently used") struct RecentlyUsedTests {
    @Test func `what is asked for stays, what is not goes after two fillings`() {
        var memory = RecentlyUsed<Int, String>(heldMax: 4)
        memory.hold("kept", for: 0)
        memory.hold("unused", for: 1)
        for number in 2..<8 {
            memory.forgetUnused()
            expectEqual(memory.value(0), "kept")
            memory.hold("other", for: number)
        }
        expectNil(memory.value(1))
    }

    @Test func `few that take much are let go of as many are`() {
        var memory = RecentlyUsed<Int, String>(heldMax: 1000)
        memory.hold("large", for: 0)
        expectFalse(memory.forgetUnused())
        expectTrue(memory.forgetUnused(isFull: true))
        memory.hold("larger", for: 1)
        expectTrue(memory.forgetUnused(isFull: true))
        expectNil(memory.value(0))
        expectEqual(memory.value(1), "larger")
    }

    @Test func `the value last asked for is not remembered beyond forgetting it`() {
        var memory = RecentlyUsed<Int, String>(heldMax: 4)
        memory.hold("a", for: 1)
        expectEqual(memory.value(1), "a")
        memory.hold("b", for: 1)
        expectEqual(memory.value(1), "b")
        memory.forget(1)
        expectNil(memory.value(1))
        memory.hold("c", for: 1)
        memory.removeAll()
        expectNil(memory.value(1))
    }

    @Test func `an old value can be forgotten as well`() {
        var memory = RecentlyUsed<Int, String>(heldMax: 2)
        memory.hold("a", for: 1)
        memory.forgetUnused()
        memory.forget(1)
        expectNil(memory.value(1))
    }
}
