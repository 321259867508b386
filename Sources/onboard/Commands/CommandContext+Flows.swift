import EventLog
import Onboarding
import ReadModels

extension CommandContext {
    /// The ledger's flows, as its settings have them; without a ledger, those that come with the
    /// program.
    func flowCatalogue() throws -> FlowCatalogue {
        let shopFields = try Configuring.shopFields(settings)
        return try recordedFlows().replacing(MerchantFlow.declaration(requiring: shopFields))
    }

    private func recordedFlows() throws(LogFailure) -> FlowCatalogue {
        do {
            return try LogReader(directory: directory).flowCatalogue()
        } catch {
            guard error.code == .absent else { throw error }
            return .builtIn
        }
    }
}
