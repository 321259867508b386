/// The gate over loopback, with 64 connections and the driver in the same process: every user's
/// first look, which reads the log, and then looks that memory answers.
struct GateBench {
    private static let connectionCount = 64

    private let size: BenchSize
    private let workspace: BenchWorkspace

    init(_ size: BenchSize, _ workspace: BenchWorkspace) {
        (self.size, self.workspace) = (size, workspace)
    }

    func run(_ checksum: inout Checksum) throws -> [BenchResult] {
        let userCount = size.pick(smoke: 200, full: 100_000)
        let stage = try GateStage(workspace.directory("gate"), userCount: userCount)
        defer { stage.stop() }
        let client = try LoadClient(port: stage.port, connectionCount: Self.connectionCount)
        var random = SampleRandom(seed: 7)
        let requests = (0..<userCount).map(stage.gate)
        let misses = try client.play(requests, expecting: 200)
        _ = stage.probe.take()
        let looks = (0..<size.pick(smoke: 400, full: 400_000)).map { _ in
            requests[random.below(userCount)]
        }
        let hits = try client.play(looks, expecting: 200)
        let inside = stage.probe.take()
        checksum.add(misses.latencies.count + hits.latencies.count + inside.requestTime.count)
        return misses.results("gate misses", p99Max: 100) + hits.results("gate hits", p99Max: 10)
            + inside.results("gate hits", p99Max: 1)
    }
}

/// What a day is made of, over 64 connections: seven looks at the gate, two saves that are durable
/// when they are answered, and one read.
struct MixedBench {
    private static let connectionCount = 64

    private let size: BenchSize
    private let workspace: BenchWorkspace

    init(_ size: BenchSize, _ workspace: BenchWorkspace) {
        (self.size, self.workspace) = (size, workspace)
    }

    private enum Kind: CaseIterable {
        case gate, save, resume
    }

    func run(_ checksum: inout Checksum) throws -> [BenchResult] {
        let userCount = size.pick(smoke: 200, full: 100_000)
        let stage = try GateStage(workspace.directory("mixed"), userCount: userCount)
        defer { stage.stop() }
        let client = try LoadClient(port: stage.port, connectionCount: Self.connectionCount)
        let warmUp = (0..<userCount).map(stage.gate)
        _ = try client.play(warmUp, expecting: 200)
        _ = stage.probe.take()
        var random = SampleRandom(seed: 11)
        var (kinds, requests) = ([Kind](), [[UInt8]]())
        func add(_ kind: Kind, _ request: [UInt8]) {
            kinds.append(kind)
            requests.append(request)
        }
        for number in 0..<size.pick(smoke: 400, full: 200_000) {
            let user = random.below(userCount)
            switch random.below(10) {
            case 0..<7: add(.gate, warmUp[user])
            case 7..<9: add(.save, stage.save(number))
            default: add(.resume, stage.resume(user))
            }
        }
        let load = try client.play(requests, expecting: 200)
        let inside = stage.probe.take()
        checksum.add(load.latencies.count + inside.requestTime.count)
        func p99(_ kind: Kind) -> Double {
            let latencies = zip(kinds, load.latencies).filter { $0.0 == kind }.map(\.1)
            return Median.quantile(latencies, 0.99) * 1000
        }
        return [
            BenchResult(
                "mixed requests", Double(load.latencies.count) / load.seconds, "requests/s",
                target: .atLeast(20_000)),
            BenchResult("mixed gate, p99", p99(.gate), "ms", target: .atMost(10)),
            BenchResult("mixed save, p99", p99(.save), "ms", target: .atMost(200)),
            BenchResult("mixed resume, p99", p99(.resume), "ms", target: .atMost(100)),
        ] + inside.results("mixed", p99Max: nil)
    }
}

extension ServerProbe.Times {
    /// Both figures of what happens inside the server.
    ///
    /// - Parameter p99Max: the target for the slowest of a hundred, in milliseconds.
    fileprivate func results(_ name: String, p99Max: Double?) -> [BenchResult] {
        let target = p99Max.map { BenchTarget.atMost($0) }
        func result(_ what: String, _ times: [Double], _ quantile: Double) -> BenchResult {
            let value = Median.quantile(times, quantile) * 1000
            let isMedian = quantile == 0.5
            return BenchResult(
                "\(name) \(what), \(isMedian ? "p50" : "p99")", value, "ms",
                target: isMedian ? nil : target)
        }
        return [
            result("first byte read to answer sent", requestTime, 0.5),
            result("first byte read to answer sent", requestTime, 0.99),
            result("with the wait in the loop", withLoopWait, 0.5),
            result("with the wait in the loop", withLoopWait, 0.99),
        ]
    }
}

extension LoadReport {
    /// - Parameter p99Max: the seed's target for the slowest of a hundred, in milliseconds.
    fileprivate func results(_ name: String, p99Max: Double) -> [BenchResult] {
        var results = results(name)
        results[2].target = .atMost(p99Max)
        return results
    }
}
