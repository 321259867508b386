import TestSupport
import Testing
import Time

@testable import EventLog

/// What is kept beside the events stands and falls with the command that keeps it.
@Suite("Vault") struct VaultTests {
    private let space = VaultSpace("test")

    @Test func `a value is there until it expires`() throws {
        let log = try TestLog()
        let vault = try log.writer.makeVault()
        try log.batch {
            try log.command {
                try vault.put(space, [1], [10], expiresAt: noon.adding(seconds: 60))
                try vault.put(space, [2], [20])
            }
        }
        try expectEqual(vault.value(space, [1], now: noon.adding(seconds: 59)), [10])
        try expectNil(vault.value(space, [1], now: noon.adding(seconds: 60)))
        try expectEqual(vault.value(space, [2], now: .latest), [20])
        try expectNil(vault.value(VaultSpace("other"), [2], now: noon))
    }

    @Test func `a dropped command keeps nothing`() throws {
        let log = try TestLog()
        let vault = try log.writer.makeVault()
        try log.batch {
            try log.command { try vault.put(space, [1], [10]) }
            _ = try? log.command {
                try vault.put(space, [1], [11])
                try vault.put(space, [2], [20])
                throw Stop()
            }
        }
        try expectEqual(vault.value(space, [1], now: noon), [10])
        try expectNil(vault.value(space, [2], now: noon))
        try expectEqual(log.makeReader().vaultEntries(space).map(\.0), [[1]])
    }

    @Test func `putting again replaces, removing removes`() throws {
        let log = try TestLog()
        let vault = try log.writer.makeVault()
        try log.batch {
            try log.command {
                try vault.put(space, [1], [10], expiresAt: noon)
                try vault.put(space, [1], [])
                try vault.put(space, [2], [20])
                try vault.remove(space, [2])
                try vault.remove(space, [3])
            }
        }
        try expectEqual(vault.value(space, [1], now: .latest), [])
        try expectNil(vault.value(space, [2], now: noon))
    }

    @Test func `only what has expired is cleared away`() throws {
        let log = try TestLog()
        let vault = try log.writer.makeVault()
        try log.batch {
            try log.command {
                for second: UInt8 in 0..<10 {
                    try vault.put(
                        space, [second], [], expiresAt: noon.adding(seconds: Int64(second)))
                }
                try vault.put(space, [99], [])
                try vault.removeExpired(before: noon.adding(seconds: 5))
            }
        }
        try expectEqual(log.makeReader().vaultEntries(space).map { $0.0[0] }, [5, 6, 7, 8, 9, 99])
    }
}
