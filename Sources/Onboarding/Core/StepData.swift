/// The bounds of what is filled in step by step, in the wizard and in a team's own flow.
public enum StepData {
    /// One save, and all saves of a user together.
    public static let bytesMax = 64 * 1024
}
