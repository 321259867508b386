import Synchronization
import TestSupport
import Testing

@testable import EventLog

/// The bell wakes whoever waits and loses no ringing (invariant 11).
@Suite("Bell", .timeLimit(.minutes(5))) struct BellTests {
    @Test func `a follower that is behind does not wait`() async {
        let bell = Bell(head: 5)
        await bell.waitPast(4)
        expectEqual(bell.head, 5)
    }

    @Test func `a ringing past its position wakes a follower`() async {
        let bell = Bell(head: 5)
        let follower = Task { await bell.waitPast(5) }
        bell.ring(head: 6)
        await follower.value
    }

    @Test func `a ringing that brings nothing new leaves a follower waiting`() async {
        let bell = Bell(head: 5)
        let isAwake = Atomic(false)
        let follower = Task {
            await bell.waitPast(7)
            return isAwake.load(ordering: .acquiring)
        }
        for head: Int64 in [5, 6, 7] {
            bell.ring(head: head)
            await Task.yield()
        }
        isAwake.store(true, ordering: .releasing)
        bell.ring(head: 8)
        await expectTrue(follower.value, "it went on before there was anything new")
    }

    /// Whether a follower waits yet cannot be seen from here: of many rounds, most find it waiting.
    @Test func `cancelling wakes the cancelled follower and no other`() async {
        for _ in 0..<200 {
            let bell = Bell(head: 0)
            let isRung = Atomic(false)
            let first = Task { await bell.waitPast(0) }
            let second = Task {
                await bell.waitPast(0)
                return isRung.load(ordering: .acquiring)
            }
            for _ in 0..<10 { await Task.yield() }
            first.cancel()
            await first.value
            for _ in 0..<10 { await Task.yield() }
            isRung.store(true, ordering: .releasing)
            bell.ring(head: 1)
            await expectTrue(second.value, "it was woken along with the other")
        }
    }

    @Test func `a follower that is cancelled before it waits does not wait`() async {
        let bell = Bell(head: 0)
        let follower = Task {
            while !Task.isCancelled { await Task.yield() }
            await bell.waitPast(0)
        }
        follower.cancel()
        await follower.value
    }

    @Test func `closing wakes everyone, and nobody waits after it`() async {
        let bell = Bell(head: 0)
        await withTaskGroup { group in
            for _ in 0..<50 { group.addTask { await bell.waitPast(0) } }
            bell.close()
        }
        await bell.waitPast(0)
        expectTrue(bell.isClosed)
    }

    /// Each follower walks to the end by the bell alone; one lost ringing would hang it.
    @Test func `followers that race the ringing all arrive`() async {
        let (last, followers): (Int64, Int) = (3000, 16)
        let bell = Bell(head: 0)
        let arrived = await withTaskGroup(of: Int64.self) { group in
            for _ in 0..<followers {
                group.addTask {
                    var seen: Int64 = 0
                    while seen < last {
                        await bell.waitPast(GlobalPosition(rawValue: seen))
                        let head = bell.head.rawValue
                        if head <= seen { return -1 }
                        seen = head
                    }
                    return seen
                }
            }
            group.addTask {
                for head in 1...last {
                    bell.ring(head: head)
                    if head % 16 == 0 { await Task.yield() }
                }
                return last
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        expectEqual(arrived, Array(repeating: last, count: followers + 1))
    }
}
