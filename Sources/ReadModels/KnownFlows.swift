import EventLog
import Onboarding

/// The flows that a reader knows, read again once somebody declared one.
struct KnownFlows {
    private var flows = FlowCatalogue.builtIn
    /// What the flows' streams were at.
    private var versions: [StreamID: StreamVersion] = [:]

    /// Costs two lookups a declared flow, where reading its file costs a parse.
    mutating func catalogue(_ reader: LogReader) throws(LogFailure) -> FlowCatalogue {
        var versions: [StreamID: StreamVersion] = [:]
        for stream in try reader.streams(category: DeclaredFlows.category) {
            versions[stream] = try reader.version(of: stream)
        }
        if versions == self.versions { return flows }
        // What is declared in between is newer than its version, so that it is read again.
        flows = try reader.flowCatalogue()
        self.versions = versions
        return flows
    }
}
