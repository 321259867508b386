/// What a server answered.
struct ServerAnswer: Sendable {
    var status: Int
    /// Names in lower case; of several, the last.
    var fields: [String: String]
    var body: [UInt8] = []

    /// True for 2xx.
    var isSuccess: Bool { (200..<300).contains(status) }
}
