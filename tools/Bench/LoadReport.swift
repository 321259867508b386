/// What a load came to.
struct LoadReport {
    let seconds: Double
    /// In seconds, one for each answer.
    let latencies: [Double]

    func results(_ name: String) -> [BenchResult] {
        [
            BenchResult(name, Double(latencies.count) / seconds, "requests/s"),
            BenchResult("\(name), p50", Median.quantile(latencies, 0.5) * 1000, "ms"),
            BenchResult("\(name), p99", Median.quantile(latencies, 0.99) * 1000, "ms"),
        ]
    }
}
