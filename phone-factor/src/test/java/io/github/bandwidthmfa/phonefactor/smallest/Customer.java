package io.github.bandwidthmfa.phonefactor.smallest;

import org.jspecify.annotations.Nullable;

record Customer(String name, @Nullable String phone) {}
