import Dispatch

/// Runs what blocks (closing files, waiting for threads) where no task of the cooperative pool is
/// held up.
enum OwnThread {
    static func run(_ body: @escaping @Sendable () -> Void) async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                body()
                continuation.resume()
            }
        }
    }
}
