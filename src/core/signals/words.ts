/**
 * The vocabulary, as data. A word counts whole, never as a piece of another: `author` is not `auth`, `syntax` is not
 * `tax`. Names are split at case, underscore and digit before they are looked up, and looked up joined as well
 * (`update_all`, `updateAll` → `updateall`).
 */
export const ABOUT = {
  money: 1 << 0,
  provider: 1 << 1,
  permission: 1 << 2,
  signIn: 1 << 3,
  crypto: 1 << 4,
  escaping: 1 << 5,
  privacy: 1 << 6,
  lock: 1 << 7,
  cache: 1 << 8,
  flag: 1 << 9,
  log: 1 << 10,
  engine: 1 << 11,
  config: 1 << 12,
  route: 1 << 13,
  schema: 1 << 14,
  visual: 1 << 15,
  listing: 1 << 16,
  display: 1 << 17,
  webhook: 1 << 18,
  tenant: 1 << 19,
  throttle: 1 << 20,
  stored: 1 << 21,
  operator: 1 << 22,
  flow: 1 << 23,
  /** Words that mean money beside a word of money, and little alone: total, rate, subscription, capture. */
  moneyish: 1 << 24,
  /** Likewise for who may do what: role, owner, policy, scope. */
  permissionish: 1 << 25,
  /** Likewise for signing in: session, token, account. */
  signInish: 1 << 26,
  cryptoish: 1 << 27,
  amount: 1 << 28,
  verb: 1 << 29,
} as const;
type About = keyof typeof ABOUT;

export const DOES = {
  when: 1 << 0,
  otherwise: 1 << 1,
  returns: 1 << 2,
  throws: 1 << 3,
  denies: 1 << 4,
  defines: 1 << 5,
  imports: 1 << 6,
  destroys: 1 << 7,
  bulk: 1 << 8,
  writes: 1 << 9,
  rounds: 1 << 10,
  compares: 1 << 11,
  logic: 1 << 12,
  arithmetic: 1 << 13,
  calls: 1 << 14,
  assigns: 1 << 15,
  verifies: 1 << 16,
  empty: 1 << 17,
  quotes: 1 << 18,
  handles: 1 << 19,
  negates: 1 << 20,
} as const;
type Does = keyof typeof DOES;

const about: Record<About, string> = {
  money: `paymentmethod paymentmethods paymentprovider invoice invoices invoicing invoiced price prices pricing fee fees tax taxes taxable vat gst payment payments payout
    payouts refund refunds refunded refunding discount discounts discounted coupon coupons billing billed billable currency
    currencies proration prorated prorate wallet wallets ledger checkout paid unpaid pay pays creditnote creditnotes surcharge
    giftcard voucher vouchers amountcents subtotal chargeback dunning overdue charges tariff taxrate vatrate money monetary
    grandtotal chargecustomer authorizepayment capturepayment cancelsubscription reimburse reimbursement paywall mrr iap
    subscriptionstatus paymentstatus storecredit creditcard`,
  provider: `stripe adyen paypal braintree mollie gocardless razorpay klarna paddle cashfree moneyhash chargebee recurly
    authorizenet worldpay checkoutcom squareup paymentintent paymentintents setupintent
    playbilling storekit avalara taxjar`,
  permission: `owns isown doesown permitall allowanonymous allowany skipauthorization skipbeforeaction permission permissions permitted permits privilege privileges privileged acl acls rbac superuser superadmin isadmin
    isowner isstaff ismember canaccess canedit candelete canview canmanage canupdate cancreate authorize authorized authorizes
    authorise authorised unauthorized impersonate impersonation accesslevel accesscontrol hasrole hasanyrole
    haspermission haspermissions checkpermission checkpermissions checkaccess canread canwrite permissiondenied
    accessdenied userpassestest permissionclasses preauthorize rolesallowed authorizeresource loginrequired adminrequired
    requireadmin requirerole ispublic isprivate ensureadmin grant grants granted hidepasswords adminrole memberrole`,
  signIn: `login logins logout signin signout password passwords passwd passkey passkeys webauthn fido mfa totp otp 2fa twofactor
    sso saml oidc oauth oauth2 openid jwt jwts issuer credential credentials apikey apikeys authenticate authenticated
    authentication authenticator authenticates unauthenticated accesstoken refreshtoken idtoken bearertoken authtoken
    sessiontoken sessionid cookie cookies setcookie magiclink recoverycode recoverycodes ldap kerberos loggedin
    identityprovider pkce codechallenge codeverifier redirecturi redirecturis granttype granttypes logintoken passwordreset resetpassword isauthenticated signedin xauth csrftoken clientsecret`,
  crypto: `crypto encrypt encrypts encrypted encryption decrypt decrypts decrypted decryption hmac hasher hashers
    hashed bcrypt scrypt argon2 argon argon2id pbkdf2 aes rsa ecdsa ed25519 nonce salt certificate
    certificates cert tls ssl mtls x509 keypair privatekey publickey secretkey sha1 md5 checkpassword makepassword hashpassword
    verifypassword passwordhash passwordhashers securerandom csprng randombytes timingsafeequal constanttimeeq securecompare
    constanttimecompare passphrase verifysignature keyderivation entropy tlsconfig signingkey encryptionkey`,
  escaping: `escape escaped escapes escapehtml htmlescape sanitize sanitized sanitizer sanitise sanitised csrf xsrf
    csrftoken csrfexempt cors csp ssrf xss htmlsafe innerhtml outerhtml dangerouslysetinnerhtml marksafe bypasssecuritytrusthtml
    traversal samesite httponly hsts frameoptions xframeoptions noopener allowedhosts allowedorigins alloworigin clickjacking
    verifyssl sslverify insecureskipverify rejectunauthorized allowinvalidcertificates secureheaders referrerpolicy
    validateurl allowlist denylist whitelist blacklist isprivate loopback safejoin securefilename bleach dompurify vhtml
    unsafe unsafehtml injection sqlinjection deserialization unserialize`,
  privacy: `privacy pii gdpr ccpa personaldata anonymize anonymized anonymise anonymous redact redacted leak leaks sensitive confidential
    obfuscate obfuscated hidepasswords masked`,
  lock: `lock locks locked locking withlock unlock lockforupdate selectforupdate forupdate mutex rwlock semaphore atomic atomically
    synchronized race racecondition deadlock deadlocks idempotent idempotency idempotencykey dedupe deduplicate
    advisorylock optimistic pessimistic concurrently concurrency concurrent compareandswap onconflict serializable isolation
    isolationlevel transaction transactions transactional threadsafe begintransaction aftercommit runintransaction waitgroup goroutine`,
  cache: `cache cached caches caching memoize memoized memo preload prefetch prefetchrelated selectrelated eagerload
    includes redis memcached ttl invalidate invalidation debounce batch batches batched batchsize bulk parallel pool n1 index
    indexed lazy throttle buffer buffered`,
  flag: `flag flags featureflag featureflags featureenabled isfeatureenabled isenabled flipper flipt unleash launchdarkly
    growthbook toggle toggles experiment experiments experimental rollout killswitch optin optout beta waffle enabled
    disabled feature features`,
  log: `log logs logger logging logerror logwarn loginfo console debug info warn warning trace tracing println printf eprintln
    metric metrics gauge counter histogram span spans telemetry opentelemetry otel sentry statsd prometheus instrument
    instrumentation analytics track breadcrumb newrelic datadog posthog slog zap logf debugf infof warnf errorf tracef timber`,
  verb: `get post put patch delete match resource resources path repath url handle handlefunc route routes httpget httppost
    httpput httpdelete httppatch requestmapping getmapping postmapping putmapping deletemapping patchmapping all`,
  engine: `queue queues enqueue dequeue worker workers sync synchronize synchronization syncing database databases db
    connection connections pool storage storages realtime websocket websockets broker scheduler dispatcher engine engines
    pipeline ingest ingestion persistence repository repositories migrator replication consumer producer kafka rabbitmq
    eventbus datastore orm sqlite postgres mysql transport protocol executor runtime`,
  config: `env environ environment getenv config configs configuration setting settings option options default defaults
    envvar envvars dotenv`,
  route: `route routes router routing endpoint endpoints controller controllers resolver resolvers mutation mutations
    handler handlers api graphql rest rpc urlpatterns restcontroller getmapping postmapping httpget httppost blueprint`,
  schema: `schema schemas table tables column columns migration migrations constraint constraints foreignkey primarykey
    nullable`,
  visual: `label labels classname class classes css style styles styled color colors colour icon icons tooltip margin padding
    font width height background border flex grid svg theme dark placeholder title alt aria href img span div button badge
    animation layout spacing align opacity zindex shadow gradient`,
  listing: `filter filters filtered filtering sort sorting sorted orderby ordering search searchable list lists listing paginate
    pagination pager export exports csv report reports dashboard index query queries autocomplete facet`,
  display: `serializer serializers presenter presenters formatter formatters formatted format formats view views template templates render
    renders rendered display displayed show shown preview mailer email emails notification notifications pdf humanize
    translation translate locale i18n`,
  webhook: `webhook webhooks callback callbacks ipn`,
  tenant: `organizationid orgid tenantid accountid workspaceid teamid ownerid userid organization organizations organisation organisations org orgs tenant tenants tenancy team teams member members
    membership memberships workspace workspaces account accounts`,
  throttle: `toomanyrequests toomanyattempts ratelimit ratelimits ratelimiter ratelimited ratelimiting throttle throttled throttling attempts maxattempts lockout
    bruteforce captcha recaptcha expiry expires expired expiration expiresat expiresin expireat maxage ttl lifetime
    notbefore notafter`,
  stored: `save saved persist record records row rows update updates updated upsert insert store stored model models
    entity entities repository document documents`,
  operator: `admin debug diagnostics maintenance internal operator ops healthcheck health console seed seeds rake task tasks
    script scripts tool tools devtools cli`,
  flow: `checkout cart sync login send receive save upload download ingest run execute deliver publish process dispatch
    order orders import`,
  moneyish: `subscription subscriptions balance charge charged charging capture captured refundable settle settled settlement
    voided debit credit credits finalize finalized renew renewal plan plans trial trials entitlement entitlements quota
    repay topup cart order orders lineitem lineitems promotion promotions commission quantity markup adjustments transaction
    transfer transfers expense expenses budget donation donations tip tips product products sku seat seats usage metering`,
  permissionish: `forbidden role roles owner ownership policy policies scope scopes admin admins allowed readonly visibility visible
    accessible guards access share shared sharing member members membership invite invitation group groups public private
    staff can cannot restrict restricted protected`,
  signInish: `session sessions token tokens auth account accounts challenge principal code codes user currentuser identity
    audience claim claims assertion assertions register registration signup reset email emailverified verified device devices link bearer header authorization`,
  cryptoish: `signature signatures hash hashes cipher ciphers digest digests sign signs key keys random certs signed signing secret secrets fingerprint keystore
    seed checksum verify base64 iv`,
  amount: `amount amounts total totals subtotal cents price prices rate rates tax taxes fee fees discount discounts balance
    quantity unitamount sum amountcents totalcents taxamount decimal bigdecimal units cost costs charge charges`,
};

const does: Partial<Record<Does, string>> = {
  when: 'if unless elif elsif elseif when guard switch case match while until where assert ensure',
  otherwise: 'else otherwise default rescue except catch finally',
  returns: 'return returns yield',
  throws: 'raise throw throws panic abort bail err error exit fatal reject fail halt revert die',
  denies: `deny denied forbid forbidden forbiddenfailure notallowed notallowedfailure unauthorized unauthenticated permissiondenied reject
    rejected accessdenied badrequest httpresponseforbidden suspiciousoperation 401 403 429 422 invalid`,
  defines: `const let export resource variable data output task message rpc async override final virtual abstract pub suspend
    def fn func fun function class struct interface trait impl enum module type sub procedure public private
    protected internal static`,
  imports: 'import imports use using require requirerelative include from package namespace extern mod',
  destroys: `delete deletes deleted destroy destroys destroyed destroyall purge purges purged truncate drop drops dropped remove
    removes removed wipe wiped erase erased deleteall deletemany deleteby harddelete forcedelete reallydestroy bulkdelete
    cleanup prune pruned expunge unlink rmtree removeall`,
  bulk: `updateall updatemany deleteall deletemany destroyall bulkupdate bulkcreate bulkinsert bulkwrite inbatches
    findeach findinbatches executeupdate executesql insertall upsertall runpython runsql rawsql execute truncate eachrow
    overwrite overwritten`,
  writes: `save update updates insert upsert create write writes persist commit store patch updateattributes
    updatecolumn updatecolumns modify mutate assign increment decrement`,
  rounds: `round rounds rounded rounding ceil floor trunc truncate quantize quantise roundhalfeven roundhalfup tofixed
    bankers halfeven halfup scale precision`,
  compares: 'isnot equals equal eq ne gt lt gte lte startswith startwith endswith compareto',
  logic: 'and or not xor',
  arithmetic: 'plus minus multiply multipliedby times dividedby divide subtract negate sumof sumby',
  verifies: `verify verifies verified verification validate validates validated validation validator check checks ensure ensures
    require requires required authorize authorizes authenticate authenticated can cannot assert must permit permits confirm
    compare isvalid isallowed permitted before beforeaction`,
  empty: `nil null none undefined blank present presence empty isempty isnull notnull isnone issome ispresent optional nan
    isnil`,
  handles: 'rescue catch except recover onerror',
  negates: 'not unless cannot without except',
};

type Entry = { about: number; does: number };

const entries = (): Map<string, Entry> => {
  const table = new Map<string, Entry>();
  const put = (list: string, bit: number, side: keyof Entry) => {
    for (const word of list.split(/\s+/)) {
      if (word === '') continue;
      const entry = table.get(word) ?? { about: 0, does: 0 };
      entry[side] |= bit;
      table.set(word, entry);
    }
  };
  for (const [name, list] of Object.entries(about)) put(list, ABOUT[name as About], 'about');
  for (const [name, list] of Object.entries(does)) put(list, DOES[name as Does], 'does');
  return table;
};

/** Every word known, with what it is about and what it does. */
export const WORDS: ReadonlyMap<string, Readonly<Entry>> = entries();
