extension ViewWriter {
    /// Does one step of keeping a flow's journeys; between batches.
    ///
    /// What fails is as if it had not been tried: the journeys are kept as a whole next time.
    package func keep(_ keeping: JourneyKeeping, step: Int) {
        guard let openFile else { return }
        do { try keeping.run(step, openFile) } catch { keeping.giveUp() }
    }
}
