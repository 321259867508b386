import Digest
import Foundation
import TestSupport
import Testing

/// NIST's and others' vectors; skipped when `shared/corpora` is not beside the repository.
@Suite(.enabled(if: Corpora.areThere, "shared/corpora is not beside the repository"))
struct SHA256VectorTests {
    @Test(arguments: [("sha256/SHA256ShortMsg.rsp", 65), ("sha256/SHA256LongMsg.rsp", 64)])
    func `the hashes of NIST's texts are as published`(_ path: String, _ count: Int) throws {
        let records = try Corpora.records(in: path)
        expectEqual(records.count, count)
        for record in records {
            let byteCount = try required(record["Len"].flatMap { Int($0) }) / 8
            let bytes = try required(record["Msg"].flatMap { Hex.decode($0) }).prefix(byteCount)
            for path in SHA256Path.available {
                let digest = SHA256.hash(Array(bytes), path: path)
                expectEqual(digest.hex, record["MD"], "\(byteCount) bytes, \(path)")
            }
        }
    }

    @Test(arguments: SHA256Path.available)
    func `NIST's hundred thousand chained hashes end as published`(_ path: SHA256Path) throws {
        let records = try Corpora.records(in: "sha256/SHA256Monte.rsp")
        var seed = try required(records.first?["Seed"].flatMap { SHA256Digest(hex: $0) })
        expectEqual(records.count, 101)
        for record in records.dropFirst() {
            var (a, b, c) = (seed, seed, seed)
            for _ in 0..<1000 {
                var hasher = SHA256(path: path)
                hasher.update(a)
                hasher.update(b)
                hasher.update(c)
                (a, b, c) = (b, c, hasher.finalize())
            }
            seed = c
            expectEqual(seed.hex, record["MD"])
        }
    }

    @Test func `the tags of RFC 4231 are as published`() throws {
        let records = try Corpora.records(in: "sha256/rfc-4231-sha256.txt")
        expectEqual(records.count, 6)
        for record in records {
            let key = try required(record["Key"].flatMap { Hex.decode($0) })
            let bytes = try required(record["Msg"].flatMap { Hex.decode($0) })
            expectEqual(HMACKey(key).authenticate(bytes).hex, record["MD"])
        }
    }

    /// The form of C2SP/wycheproof's files.
    struct Wycheproof: Decodable {
        struct Group: Decodable {
            let tagSize: Int
            let tests: [Case]
        }
        struct Case: Decodable {
            let tcId: Int
            let key: String
            let msg: String
            let tag: String
            let result: String
        }
        let testGroups: [Group]
    }

    @Test func `wycheproof's tags, whole and cut, are accepted and refused as they must be`() throws
    {
        let root = try required(Corpora.root)
        let data = try Data(contentsOf: root.appending(path: "sha256/hmac_sha256_test.json"))
        let file = try JSONDecoder().decode(Wycheproof.self, from: data)
        var (accepted, refused) = (0, 0)
        for group in file.testGroups {
            for test in group.tests {
                let key = try HMACKey(required(Hex.decode(test.key)))
                let isValid = try key.isValid(
                    required(Hex.decode(test.tag)), for: required(Hex.decode(test.msg)),
                    tagByteCount: group.tagSize / 8)
                expectEqual(isValid, (test.result == "valid"), "case \(test.tcId)")
                if isValid { accepted += 1 } else { refused += 1 }
            }
        }
        expectTrue((accepted, refused) == (66, 108))
    }
}
