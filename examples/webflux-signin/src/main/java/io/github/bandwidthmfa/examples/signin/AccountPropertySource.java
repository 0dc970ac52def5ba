package io.github.bandwidthmfa.examples.signin;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.core.env.MapPropertySource;

/** The properties of the account, which know the variable that each comes from: a failure at start names it. */
final class AccountPropertySource extends MapPropertySource implements OriginLookup<String> {

    private record Variable(String name) implements Origin {

        @Override
        public String toString() {
            return "environment variable " + name;
        }
    }

    AccountPropertySource(Map<String, Object> properties) {
        super("account", properties);
    }

    @Override
    public @Nullable Origin getOrigin(String property) {
        return BandwidthAccount.variable(property).<Origin>map(Variable::new).orElse(null);
    }
}
