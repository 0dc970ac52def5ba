package io.github.bandwidthmfa.phonefactor;

import java.util.List;
import java.util.Map;
import org.springframework.beans.DirectFieldAccessor;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.context.ReactorContextWebFilter;
import org.springframework.security.web.server.context.ServerSecurityContextRepository;
import org.springframework.security.web.server.context.WebSessionServerSecurityContextRepository;
import org.springframework.web.server.WebFilter;

/** Refuses to start an application with a security filter chain that the factor does not reach, or whose sessions it cannot find. */
final class SecurityChainsCheck implements SmartInitializingSingleton {

    private final ListableBeanFactory beans;
    private final ServerSecurityContextRepository contexts;
    private final boolean allowStateless;
    private final boolean signInByPhone;

    SecurityChainsCheck(
            ListableBeanFactory beans,
            ServerSecurityContextRepository contexts,
            boolean allowStateless,
            boolean signInByPhone) {
        this.beans = beans;
        this.contexts = contexts;
        this.allowStateless = allowStateless;
        this.signInByPhone = signInByPhone;
    }

    @Override
    public void afterSingletonsInstantiated() {
        Map<String, SecurityWebFilterChain> chains = beans.getBeansOfType(SecurityWebFilterChain.class);
        chains.forEach((name, chain) ->
                check(name, chain.getWebFilters().collectList().toFuture().getNow(List.of())));
    }

    private void check(String name, List<WebFilter> filters) {
        if (filters.isEmpty()) {
            // Nobody can sign in to what has no filters at all, such as static files.
            return;
        }
        if (filters.stream().noneMatch(HalfSignedInWebFilter.class::isInstance)) {
            throw new PhoneFactorConfigurationException(
                    "The security filter chain '" + name
                            + "' is without the phone factor: a password alone would open it.",
                    "Make it of the ServerHttpSecurity that Spring injects into the bean method, not of ServerHttpSecurity.http().");
        }
        if (signInByPhone && filters.stream().anyMatch(SecurityChainsCheck::limitsSessions)) {
            throw new PhoneFactorConfigurationException(
                    "The security filter chain '" + name
                            + "' limits the sessions of a person, and who signs in by phone alone would not be counted.",
                    "Remove its concurrentSessions(...), or the bean of type " + PhoneUsers.class.getName() + ".");
        }
        filters.stream()
                .filter(ReactorContextWebFilter.class::isInstance)
                .map(filter -> (ServerSecurityContextRepository) field(filter, "repository"))
                .forEach(repository -> check(name, repository));
    }

    /** Spring Security lets only the logins that it knows of count sessions, and its filter has no public name. */
    private static boolean limitsSessions(WebFilter filter) {
        return filter.getClass().getName().endsWith("$SessionRegistryWebFilter");
    }

    private void check(String name, ServerSecurityContextRepository repository) {
        if (repository instanceof NoOpServerSecurityContextRepository) {
            if (!allowStateless) {
                throw new PhoneFactorConfigurationException(
                        "The security filter chain '" + name
                                + "' keeps no session, so nobody could enter a code there.",
                        "Remove its securityContextRepository(NoOpServerSecurityContextRepository...). If all its callers are exempt, as those"
                                + " with a JWT are, set '" + PhoneFactorProperties.PREFIX
                                + "allow-stateless-chains' to true.");
            }
        } else if (!isOurs(repository)) {
            throw new PhoneFactorConfigurationException(
                    "The security filter chain '" + name + "' has a ServerSecurityContextRepository of its own ("
                            + repository.getClass().getName() + "): who enters a code would not stay signed in.",
                    "Make that repository the one bean of type ServerSecurityContextRepository, and use it in all chains.");
        }
    }

    private boolean isOurs(ServerSecurityContextRepository repository) {
        return repository == contexts
                || (repository.getClass() == WebSessionServerSecurityContextRepository.class
                        && contexts.getClass() == WebSessionServerSecurityContextRepository.class
                        && field(repository, "springSecurityContextAttrName")
                                .equals(field(contexts, "springSecurityContextAttrName")));
    }

    private static Object field(Object owner, String name) {
        Object value = new DirectFieldAccessor(owner).getPropertyValue(name);
        if (value == null) {
            throw new IllegalStateException(owner.getClass().getName() + "." + name + " is null");
        }
        return value;
    }
}
