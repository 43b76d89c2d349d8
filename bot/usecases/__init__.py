"""One async function per thing a person, the clock or a vendor can ask for; none of them knows another."""
