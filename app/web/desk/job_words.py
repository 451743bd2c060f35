"""What each kind of job does, for somebody who looks whether all is well. What the log calls it stands beside it."""

_WORDS = {
    "mail_feedback": "Tell the editors what a reader wrote",
    "send_mail": "Send a mail",
    "mail_reset": "Send a link for a new password",
    "make_renditions": "Make the smaller copies of a picture",
    "encode_master": "Make the MP3 of a recording",
    "mend": "Mend a recording for podcast apps",
    "listen": "Measure a recording",
    "sweep": "Clear away what is over",
    "note_links": "Note the links to other sites",
    "check_links": "Try links to other sites",
    "tell_of_feed": "Tell hubs that a feed has changed",
    "send_ping": "Tell one hub that a feed has changed",
    "import_item": "Bring in one item of a feed",
    "remind_of_reviews": "Remind of reviews that are due",
    "send_booking_mail": "Send a mail about a booking",
    "remind_patients": "Remind patients of their appointments",
    "offer_times": "Offer free times to whoever waits",
    "offer_time": "Offer a time that became free",
    "expire_holds": "Give back times that nobody booked",
    "close_past_bookings": "Close appointments that are over",
    "forget_patients": "Forget patients whose time is over",
}


def job_in_words(name: str) -> str:
    """ "Send a mail"; a job of an older version by its name."""
    return _WORDS.get(name, name.replace("_", " ").capitalize())
