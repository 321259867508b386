/// Everybody who plays, one player for each flow.
final class DemoCast {
    let merchants = MerchantPlayer()
    let players: [any DemoPlayer]

    init() {
        players = [SignUpPlayer(), WizardPlayer(), MembershipPlayer(), SpacePlayer(), merchants]
    }

    /// How many people play in all flows together.
    var peopleCount: Int { players.reduce(0) { $0 + type(of: $1).peopleCount } }
}
