package io.github.bandwidthmfa.phonefactor.smallest;

import io.github.bandwidthmfa.PhoneNumber;
import io.github.bandwidthmfa.phonefactor.UserPhones;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** As in the documentation. */
@SpringBootApplication
class Shop {

    @Bean
    UserPhones phones(Customers customers) {
        return person ->
                customers.byName(person.getName()).mapNotNull(Customer::phone).map(PhoneNumber::of);
    }
}
