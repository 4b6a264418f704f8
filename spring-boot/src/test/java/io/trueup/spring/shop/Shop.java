package io.trueup.spring.shop;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cache.annotation.EnableCaching;

/** An application as a new user writes it: coherent caching and a budget, in {@link Products}. */
@SpringBootApplication
@EnableCaching
class Shop {}
