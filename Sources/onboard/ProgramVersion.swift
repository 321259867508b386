/// Which version this is, for `onboard version` and the API alike.
enum ProgramVersion {
    static let text = "0.1.0"
}
