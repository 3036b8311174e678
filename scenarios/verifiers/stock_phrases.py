"""Stock phrases of chat models: what they say of themselves, before an answer, after it, and instead of one.

The patterns follow public lists (the word filters for ShareGPT and WizardLM) and first and last sentences of
published model outputs; they are kept apart from the phrases that the tests plant.
"""

import re
from collections.abc import Iterable
from typing import Final


def _any(patterns: Iterable[str], before: str = "", after: str = "") -> re.Pattern[str]:
    joined = "|".join(patterns).replace("'", "['’]")  # noqa: RUF001 - typographic apostrophes occur in replies
    return re.compile(f"{before}(?:{joined}){after}", re.IGNORECASE | re.MULTILINE)


_MODEL: Final = (
    r"(?:(?:[\w-]+ ){0,2}(?:ai|a\.i\.|artificial intelligence|language model|machine learning model|neural network"
    r"|chat ?bot|(?:virtual|digital) assistant|computer program)(?: (?:language )?(?:model|assistant|system|program))?)"
)
_SAYS: Final = r"(?=\s*(?:[,.;!:)]|$|(?:and|but|so|who|that|which|without|with|designed|developed|created|made|trained|built|by|i|my)\b))"
_DO_NOT: Final = r"(?:do not|don't|can not|cannot|can't|am unable to|'m unable to|am not able to|'m not able to|lack)"

ABOUT_ITSELF: Final = _any(
    (
        rf"\b(?:as|being|like any|i am|i'm|speaking as|since i'm|since i am) (?:just |only |merely |simply |still )?"
        rf"(?:an?|your|the) {_MODEL}{_SAYS}",
        r"\bas an? (?:large )?language model\b",
        r"\bmy (?:last |latest |most recent )?(?:knowledge|training)(?: data)?(?: base)? (?:cut-?off|update|only|ends?|goes|is limited|does not|doesn't)\b",
        r"\bmy (?:knowledge cut-?off|training data|last (?:knowledge |training )?update|programming|developers at)\b",
        r"\bi (?:was|have been|am|'ve been) (?:trained|programmed|designed|developed|created|built|made) (?:on (?:a |large |vast |data)|by (?:open ?ai|anthropic|google|meta|microsoft|alibaba|mistral|deepseek)|to (?:be|provide|assist|help|answer|generate))",
        r"\b(?:i am|i'm|my name is) (?:chat ?gpt|gpt-?\d?|claude|gemini|bard|llama|qwen|mistral|copilot|deepseek|grok)\b",
        rf"\bi {_DO_NOT} (?:currently |directly |actually )?(?:have |possess |experience )?(?:any |the |an? )?(?:(?:direct )?access to (?:real-?time|current|live|personal|the internet|external|your|specific|up-to-date)|(?:real-?time|live) (?:data|information|access|updates)|(?:ability|capability|capacity) to|personal (?:opinion|experience|feeling|belief|preference|emotion|life|information|identit|view)|feelings|emotions|consciousness|a physical|physical (?:form|body))",
        rf"\bi {_DO_NOT} (?:currently |directly |actually )?(?:browse|access|open|view|surf|search|see|watch|listen to|retrieve) (?:the |any |your |external |current |real-time )*(?:internet|web|links?|urls?|images?|pictures?|photos?|videos?|files?|attachments?|websites?|data)\b",
    )
)
"""What a model says of itself; anywhere."""

AROUND_IT: Final = _any(
    (
        r"\b(?:here is|here's|below is|this is) (?:the|your|a|an) (?:revised|updated|requested|generated|rewritten|improved|corrected|polished|modified|edited|final) (?:draft|version|response|answer|text|instruction|email|message|essay|story|code|letter)\b",
        r"\b(?:this|the) (?:draft|prompt|persona|seed text)\b.{0,30}\b(?:above|given|provided)\b",
        r"^(?:instruction|response|input|output)\s*:",
    )
)
"""Talk about the task instead of the task; anywhere."""

_KIND: Final = r"(?:more than |very |so |really |absolutely |always |quite )?(?:happy|glad|delighted|pleased|thrilled|excited)"

OPENING: Final = _any(
    (
        r"(?:certainly|sure(?: thing)?|of course|absolutely|definitely|gladly|got it|understood|no problem|you got it|okay|ok|alright|all right|great|wonderful|fantastic|perfect)(?: at all)?(?:\s*[!,.:;]|\s*—|\s+[–-]\s)|(?:hello|hi|hey|greetings)(?: there)?\s*!",
        r"yes,? (?:absolutely|certainly|of course|definitely|i can|i would|i'd)\b",
        rf"(?:i am|i'm) {_KIND} (?:to (?:help|assist|provide|explain|answer|guide|walk|support|offer)|you)\b",
        rf"(?:i would|i'd|i will|i'll) be {_KIND}\b|{_KIND} to (?:help|assist)",
        r"(?:i can|i will|i'll|let me|allow me to|i would love to|i'd love to) (?:certainly |definitely |absolutely )?(?:help|assist|guide|walk|explain|break|provide|show|share|offer|try|give)\b",
        r"let(?:'s| us) (?:dive|break|explore|walk|tackle|get started|get into|delve|go through|take a (?:closer )?look|unpack|start|begin|look at|think)",
        r"(?:oh,? |ah,? |well,? |wow,? )?(?:what an?|that is an?|that's an?|such an?|this is an?|an?)?\s*(?:\w+ )?(?:great|good|excellent|fantastic|wonderful|fascinating|interesting|thoughtful|insightful|important|classic|common|intriguing)(?: and \w+)? (?:question|topic|choice|idea|point|request|problem|query|goal|challenge|initiative)\b",
        r"thank(?:s| you)(?: so much| very much)? for (?:your|asking|reaching|sharing|the|providing|bringing)\b",
        r"i (?:really )?appreciate (?:your|you|the)\b|i (?:completely |can )?understand (?:that |how |your |you)|it (?:sounds|seems|looks) like you|i hope (?:you|this|that)\b|i'm sorry to hear",
        r"you(?:'ve| have) (?:come to|asked|raised|made)\b|i'm glad you\b|glad you asked",
        r"(?:sure[,!]? |okay,? |certainly[,!]? )?(?:here(?:'s| is| are)|below(?: is| are|,? you(?:'ll| will) find)|the following (?:is|are)|(?:please )?find below)\b[^\n]{0,160}:\s*(?:\n|$)",
        r"here(?:'s| is) (?:what|how|my|your|an? (?:response|answer|breakdown|step-by-step|draft|suggested|possible|sample|revised|simple|quick|brief|concise|detailed|comprehensive))\b",
        r"as (?:requested|you requested|per your)\b|based on (?:the|your) (?:\w+ )?(?:information|details?|description|context|input|text|passage|ingredients|data)\b[^,.\n]{0,40}(?:you|provided|given|shared)",
        r"(?:to answer your|regarding your|in response to your|in answer to your)\b",
        r"(?:in|within) (?:today's|the|this|our|an?) (?:[\w-]+,? ){0,4}(?:world|age|era|landscape|realm|society|tapestry)\b(?! (?:war|cup))[^.\n]{10,}",
        r"when it comes to\b|navigating (?:the|an?|this|your)\b|embarking on\b|imagine a world\b",
    ),
    before=r"\A[\s*_#>]*",
)
"""How a response opens that talks to its asker before it says something."""

CLOSING: Final = _any(
    (
        r"(?:please )?(?:let me know|feel free|do not hesitate|don't hesitate|tell me if|just (?:ask|let me know|say|tell me))\b",
        r"if (?:you|there|anything)(?:'d|'re|'ve|'s)? (?:have|need|want|require|would like|like|run into|encounter|is|are|else)?\b[^.!?\n]{0,70}\b(?:questions?|else|help|assistance|clarification|let me know|feel free|ask|hesitate|reach out|further|more (?:information|details|help))\b",
        r"(?:i (?:sincerely |really |do )?)?(?:hope|trust) (?:this|that|these|it|you|my)\b",
        r"(?:i am|i'm|i'd be|i would be|i'll be|i will be|we're|always) (?:always )?(?:more than |very )?(?:here|happy|glad|available|ready|delighted)\b",
        r"(?:is there|was there|do you have|did you have) (?:anything|any|something)\b[^?\n]{0,80}\?",
        r"(?:would|do|did|shall|should|can|could|may|how can|how may|want) (?:you|i|me)\b[^?\n]{0,100}\?",
        r"does (?:this|that|it) (?:help|answer|make sense|work|sound|clarify|meet)\b",
        r"(?:good|best of) luck\b|all the best\b|happy \w+ing\b|enjoy (?:your|the|this|it|and)\b|have (?:a|an) (?:great|wonderful|good|nice|fantastic)\b",
        r"remember,|(?:in (?:summary|conclusion|short|closing|essence|the end)|to (?:summari[sz]e|conclude|sum up)|overall|ultimately|by following|with (?:these|this|the right|patience|a (?:little|bit))|so in summary)\b",
        r"(?:please )?(?:note|keep in mind|bear in mind)(?: that|:| this)|(?:these are|this is) just\b|it(?:'s| is) (?:always |also )?(?:important|essential|worth|best|a good idea|recommended)\b",
        r"thank you for (?:your|reading|the|understanding)\b",
    ),
    before=r"\A[\s*_#>(-]*(?:(?:and|so|but|also|finally|of course|as always|again),? )?",
)
"""How the last sentence of a response turns to its asker, or sums up what was just said."""

_TO_HELP: Final = (
    r"(?:help|assist|fulfil|fulfill|comply|provide|answer|respond|complete|generate|create|produce|write|discuss|engage"
    r"|participate|continue|support|share|access|browse|offer|proceed|recommend|with (?:that|this))\b"
)
_WILL_NOT: Final = (
    r"(?:can't|cannot|can not|won't|will not|would not|(?:am|'m) (?:unable|not able|not comfortable|not going)"
    r"|must|have to|do not feel|don't feel|should not|shouldn't)"
)

REFUSAL: Final = _any(
    (
        rf"(?:(?:i am|i'm) )?(?:so |very |really |deeply |terribly )?(?:sorry|afraid)\b[^\n]{{0,100}}\b(?:i ?{_WILL_NOT}[^.\n]{{0,40}}?\b{_TO_HELP}|against|not appropriate|inappropriate)",
        rf"(?:i apologi[sz]e|(?:my|sincere) apologies|unfortunately|regrettably)\b[^\n]{{0,60}}\b(?:i|we) ?{_WILL_NOT}[^.\n]{{0,40}}?\b(?:{_TO_HELP}|declin|refus)",
        r"(?:i apologi[sz]e|unfortunately|i'm sorry|i am sorry)\b[^\n]{0,40}\bi (?:do not|don't) (?:actually )?have (?:access|enough|any|sufficient|information|details?|the ability|personal|specific|real-time|context)\b",
        rf"i ?{_WILL_NOT} (?:be able to |be )?(?:\w+ly )?(?:to )?(?:{_TO_HELP}|declin|refus)",
        r"(?:it|this|that) (?:would be|is|goes|would go) (?:not appropriate|inappropriate|unethical|against (?:my|our|the))\b",
    ),
    before=r"\A[\s*_#>]*",
)
"""A response that refuses instead of answering."""
