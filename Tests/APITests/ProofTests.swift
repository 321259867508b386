import Digest
import JSON
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// Proofs of section 8: checked as a client would, by the head's root and an event's hash alone.
struct ProofTests {
    private func digests(_ answer: Answer) -> [SHA256Digest] {
        answer["path"].arrayValue?.compactMap { $0.stringValue }
            .compactMap { SHA256Digest(hex: $0) } ?? []
    }

    private func root(_ api: TestAPI, _ key: String) async throws -> SHA256Digest {
        let head = try await api.get("/v1/ledger/head", key)
        return try required(SHA256Digest(hex: head.string("root")))
    }

    @Test func `every event is proved to lie in the log, at every size that has it`() async throws {
        try await TestAPI.run { api in
            let key = try await api.key(.auditRead)
            var roots: [SHA256Digest] = []
            for number in 1...7 {
                _ = try await api.start("user\(number)@example.com")
                roots.append(try await root(api, key))
            }
            let events = try await api.get("/v1/ledger/events", key)["events"].arrayValue ?? []
            expectEqual(events.count, 7)
            for size in 1...7 {
                for position in 1...size {
                    let answer = try await api.get(
                        "/v1/ledger/proof/\(position)?size=\(size)", key)
                    expectEqual(answer.names, ["position", "size", "leaf", "path"])
                    expectEqual(answer["position"], .number(JSONNumber(position)))
                    expectEqual(answer["size"], .number(JSONNumber(size)))
                    let hash = events[position - 1]["hash"]?.stringValue ?? ""
                    let leaf = SHA256.hash([0] + (Hex.decode(hash) ?? []))
                    expectEqual(answer.string("leaf"), leaf.hex)
                    try MerkleTree.verifyInclusion(
                        leafHash: leaf, index: position - 1, size: size, path: digests(answer),
                        root: roots[size - 1])
                }
            }
            let newest = try await api.get("/v1/ledger/proof/3", key)
            expectEqual(newest["size"], 7)
        }
    }

    @Test func `every size is proved to extend every earlier one`() async throws {
        try await TestAPI.run { api in
            let key = try await api.key(.auditRead)
            var roots: [SHA256Digest] = []
            for number in 1...7 {
                _ = try await api.start("user\(number)@example.com")
                roots.append(try await root(api, key))
            }
            for to in 1...7 {
                for from in 1...to {
                    let answer = try await api.get(
                        "/v1/ledger/consistency?from=\(from)&to=\(to)", key)
                    expectEqual(answer.names, ["from", "to", "path"])
                    try MerkleTree.verifyConsistency(
                        from: from, to: to, path: digests(answer), fromRoot: roots[from - 1],
                        toRoot: roots[to - 1])
                }
            }
            try await expectEqual(api.get("/v1/ledger/consistency?from=2", key)["to"], 7)
        }
    }

    @Test(arguments: [
        ("proof/4", "There is no position 4: they run from 1 to 3."),
        ("proof/0", "There is no position 0: they run from 1 to 3."),
        ("proof/-1", "There is no position -1: they run from 1 to 3."),
        ("proof/first", "A position is a whole number from 1 on."),
        ("proof/2?size=4", "There is no proof for size 4: sizes run from 2 to 3."),
        ("consistency?from=1&to=4", "There is no proof for size 4: sizes run from 1 to 3."),
        ("consistency?from=4", "There is no proof for size 4: sizes run from 1 to 3."),
    ])
    func `what the log does not reach is 404 with the bounds`(_ path: String, _ detail: String)
        async throws
    {
        try await TestAPI.run { api in
            for number in 1...3 { _ = try await api.start("user\(number)@example.com") }
            let answer = try await api.get("/v1/ledger/\(path)", try await api.key(.auditRead))
            expectEqual(answer.refusal, "404 ledger.position_not_found")
            expectEqual(answer.string("detail"), detail)
        }
    }

    @Test(arguments: [
        ("proof/2?size=1", "/size", "size: is below the position, 2."),
        ("proof/2?size=0", "/size", nil), ("proof/2?size=all", "/size", nil),
        ("proof/2?to=3", "/to", nil),
        ("consistency", "/from", "from: is required: a size of the log."),
        ("consistency?from=0", "/from", nil), ("consistency?from=1&to=x", "/to", nil),
        ("consistency?from=3&to=2", "/from", "from: is above to, 2."),
    ])
    func `a size that cannot be meant is 400 and named`(
        _ path: String, _ pointer: String, _ detail: String?
    ) async throws {
        try await TestAPI.run { api in
            for number in 1...3 { _ = try await api.start("user\(number)@example.com") }
            let answer = try await api.get("/v1/ledger/\(path)", try await api.key(.auditRead))
            expectEqual(answer.refusal, "400 request.invalid_query")
            expectEqual(answer.pointers, [pointer])
            if let detail { expectEqual(answer.string("detail"), detail) }
        }
    }

    @Test func `an empty log proves nothing`() async throws {
        try await TestAPI.run { api in
            let key = try await api.key(.auditRead)
            for path in ["proof/1", "consistency?from=1"] {
                let answer = try await api.get("/v1/ledger/\(path)", key)
                expectEqual(answer.refusal, "404 ledger.position_not_found")
                expectEqual(answer.string("detail"), "The log is empty.")
            }
        }
    }
}
