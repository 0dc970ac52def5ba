package io.github.bandwidthmfa.reactor.netty;

import io.netty.resolver.AbstractAddressResolver;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Resolves the names of this machine only, without DNS: the proxy resolves every other name. */
public final class ProxyBypassResolverGroup extends AddressResolverGroup<InetSocketAddress> {

    public static final ProxyBypassResolverGroup INSTANCE = new ProxyBypassResolverGroup();

    private ProxyBypassResolverGroup() {}

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new ProxyBypassResolver(executor);
    }

    private static final class ProxyBypassResolver extends AbstractAddressResolver<InetSocketAddress> {

        ProxyBypassResolver(EventExecutor executor) {
            super(executor, InetSocketAddress.class);
        }

        @Override
        protected boolean doIsResolved(InetSocketAddress address) {
            return !address.isUnresolved() || !ServiceAddress.isThisMachine(address);
        }

        @Override
        protected void doResolve(InetSocketAddress address, Promise<InetSocketAddress> promise) {
            promise.setSuccess(addresses(address).get(0));
        }

        @Override
        protected void doResolveAll(InetSocketAddress address, Promise<List<InetSocketAddress>> promise) {
            promise.setSuccess(addresses(address));
        }

        private static List<InetSocketAddress> addresses(InetSocketAddress address) {
            InetAddress ip = NetUtil.createInetAddressFromIpAddressString(address.getHostString());
            return ip != null
                    ? List.of(new InetSocketAddress(ip, address.getPort()))
                    : List.of(
                            new InetSocketAddress(NetUtil.LOCALHOST4, address.getPort()),
                            new InetSocketAddress(NetUtil.LOCALHOST6, address.getPort()));
        }
    }
}
